import { sayDuration } from './duration.ts';

/** How far ahead an error is read: over all steps up to this one. */
export interface Lead {
  readonly name: string;
  readonly steps: number;
}

const USUAL_SECONDS = [900, 3_600, 86_400];

/**
 * Where errors are read: 15 minutes, 1 hour and 24 hours as far as steps and horizon allow, and the horizon itself;
 * a quarter and a half of the horizon where none of these is below it.
 *
 * @param horizon steps ahead
 * @example
 * chooseLeads(288, 300) // => [{ name: '15 min', steps: 3 }, { name: '1 h', steps: 12 }, { name: '24 h', steps: 288 }]
 * chooseLeads(8, 60).map((lead) => lead.name) // => ['2 min', '4 min', '8 min']
 */
export function chooseLeads(horizon: number, stepSeconds: number): Lead[] {
  const usual = USUAL_SECONDS.map((seconds) => seconds / stepSeconds).filter((steps) => Number.isInteger(steps));
  const steps = usual.filter((count) => count < horizon);
  const shares = [Math.ceil(horizon / 4), Math.ceil(horizon / 2)].filter((count) => count < horizon);
  const chosen = [...new Set([...(steps.length > 0 ? steps : shares), horizon])];
  return chosen.map((count) => ({ name: sayDuration(count * stepSeconds), steps: count }));
}
