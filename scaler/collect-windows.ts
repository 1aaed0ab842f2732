import type { CollectWindow } from './collector.ts';

/**
 * A window in parts of at most so many points, each on a whole multiple of the step (and its phase), none in two parts:
 * so that samples that are asked for again have the times that they had before.
 *
 * @returns oldest first; nothing where no such time lies in the window
 * @example
 * [...splitWindow({ fromAt: 1, toAt: 300_000, stepSeconds: 60 }, 3)].map(({ fromAt, toAt }) => [fromAt, toAt]) // => [[60000, 180000], [240000, 300000]]
 */
export function* splitWindow(window: CollectWindow, mostPoints: number): Iterable<CollectWindow> {
  const { fromAt, toAt, stepSeconds, phaseMs = 0 } = window;
  const stepMs = stepSeconds * 1000;
  const last = Math.floor((toAt - phaseMs) / stepMs) * stepMs + phaseMs;
  const longest = (mostPoints - 1) * stepMs;
  let first = Math.ceil((fromAt - phaseMs) / stepMs) * stepMs + phaseMs;
  for (; first <= last; first += longest + stepMs) {
    yield { ...window, fromAt: first, toAt: Math.min(last, first + longest) };
  }
}
