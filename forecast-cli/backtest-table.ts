import { sayDuration } from './duration.ts';
import type { Cell } from './text-table.ts';
import { LEVELS, type ModelScore } from './trial-score.ts';

/** What was tried, for the line above a table. */
export interface TrialSetting {
  readonly file: string;
  readonly samples: number;
  readonly missing: number;
  readonly stepSeconds: number;
  readonly horizon: number;
  /** Origins that all models have seen, and how many were to be. */
  readonly origins: number;
  readonly plannedOrigins: number;
}

/**
 * What was tried, in a sentence.
 */
export function saySetting(setting: TrialSetting): string {
  const { file, samples, missing, stepSeconds, horizon, origins } = setting;
  const holes = missing > 0 ? `, ${missing.toLocaleString('en')} of them missing` : '';
  const times = origins === 1 ? 'from one origin' : `from ${origins} origins`;
  const far = sayDuration(horizon * stepSeconds);
  return `${file}: ${samples.toLocaleString('en')} samples every ${sayDuration(stepSeconds)}${holes}; ${far} ahead ${times}`;
}

const COVERED = [3, 4] as const;

/**
 * The scores as rows of a table: relative errors at each lead, then MASE and coverage over the horizon, and the time
 * of a fit. The best of a column stands out, and so does what is worse than the reference.
 */
export function scoreRows(scores: readonly ModelScore[]): Cell[][] {
  const leads = scores[0]?.leads ?? [];
  const quiet = (text: string): Cell => ({ text, tone: 'quiet' });
  const head = [
    quiet('model'),
    ...leads.flatMap(() => [quiet('relMAE'), quiet('relWQL')]),
    quiet('MASE'),
    ...COVERED.map((level) => quiet(`≤ q${LEVELS[level]}`)),
    quiet('ms/fit'),
  ];
  const over = [quiet(''), ...leads.flatMap(({ lead }) => [quiet(lead.name), quiet('')])];
  const best = leads.map((_, lead) => ({
    mae: least(scores.map((score) => score.leads[lead]?.relMae)),
    wql: least(scores.map((score) => score.leads[lead]?.relWql)),
  }));
  const rows = scores.map(({ model, leads, fitMs }): Cell[] => [
    { text: model, tone: 'strong' },
    ...leads.flatMap(({ relMae, relWql }, lead) => [
      relative(relMae, best[lead]?.mae),
      relative(relWql, best[lead]?.wql),
    ]),
    { text: sayNumber(leads.at(-1)?.mase, 2) },
    ...COVERED.map((level) => ({ text: sayPercent(leads.at(-1)?.coverage[level]) })),
    { text: sayMilliseconds(fitMs) },
  ]);
  return [over, head, ...rows];
}

/** Sentences about what the numbers do not show. */
export function scoreNotes(scores: readonly ModelScore[], setting: TrialSetting): string[] {
  const { origins, plannedOrigins } = setting;
  const fallbacks = scores.filter((score) => score.fallbacks > 0);
  return [
    ...(origins < plannedOrigins
      ? [`Stopped after ${origins} of ${plannedOrigins} origins: these are partial results`]
      : []),
    ...fallbacks.map(({ model, fallbacks, fault }) => {
      return `${model} could not forecast from ${fallbacks} of ${plannedOrigins} origins, where ${scores[0]?.model} counts for it (${fault})`;
    }),
  ];
}

function relative(value: number, best: number | undefined): Cell {
  const text = sayNumber(value, 3);
  if (value > 1.0005) return { text, tone: 'bad' };
  return value === best && value < 1 ? { text, tone: 'good' } : { text };
}

function least(values: ReadonlyArray<number | undefined>): number {
  return Math.min(
    ...values.map((value) => (value !== undefined && Number.isFinite(value) ? value : Number.POSITIVE_INFINITY)),
  );
}

/**
 * A number with so many places, or a dash for none.
 *
 * @example
 * sayNumber(0.12345, 3) // => '0.123'
 * sayNumber(NaN, 3) // => '–'
 */
export function sayNumber(value: number | undefined, places: number): string {
  return value !== undefined && Number.isFinite(value) ? value.toFixed(places) : '–';
}

/**
 * A share in percent.
 *
 * @example
 * sayPercent(0.9) // => '90.0 %'
 */
export function sayPercent(share: number | undefined): string {
  return share !== undefined && Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–';
}

/**
 * Milliseconds with as many places as they need.
 *
 * @example
 * sayMilliseconds(0.01234) // => '0.012'
 * sayMilliseconds(123.4) // => '123'
 */
export function sayMilliseconds(milliseconds: number): string {
  return sayNumber(milliseconds, milliseconds < 1 ? 3 : milliseconds < 100 ? 1 : 0);
}

const value = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });

/**
 * A number in the unit of the series, or a dash for none.
 *
 * @example
 * sayValue(2073.1512) // => '2,073.2'
 * sayValue(NaN) // => '–'
 */
export function sayValue(number: number | undefined): string {
  return number !== undefined && Number.isFinite(number) ? value.format(number) : '–';
}
