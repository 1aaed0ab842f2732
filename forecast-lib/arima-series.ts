import { ForecastFault } from './forecast-fault.ts';
import { type Series, timeAt } from './series.ts';

/** Samples that are looked at unless told: half a year of hours, two weeks of five minutes. */
export const LONGEST_HISTORY = 4096;

/** The most recent samples, from the first that is not missing. */
export function recentValues({ values }: Series, longest: number): Float64Array {
  const recent = values.subarray(Math.max(0, values.length - longest));
  const first = recent.findIndex((value) => !Number.isNaN(value));
  if (first < 0) throw new ForecastFault('too-short', 'every recent sample is missing');
  return recent.slice(first);
}

/** When the sample after the last is due. */
export function clockOf(series: Series): { stepSeconds: number; nextAt: number } {
  return { stepSeconds: series.stepSeconds, nextAt: timeAt(series, series.values.length) };
}

/** Samples missing at the end. */
export function missedOf({ values }: Series): number {
  return values.length - 1 - values.findLastIndex((value) => !Number.isNaN(value));
}

/** @throws ForecastFault `bad-option` unless each is a whole number from `low` to `high` */
export function checkWhole(name: string, numbers: readonly number[], low: number, high: number): void {
  for (const number of numbers)
    if (!(Number.isInteger(number) && number >= low && number <= high))
      throw new ForecastFault(
        'bad-option',
        `${name} is ${numbers.join(', ')}, must be whole numbers from ${low} to ${high}`,
      );
}
