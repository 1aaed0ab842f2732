import { fillGaps, type Series, stepsPerDay, timeAt } from '#forecast-lib';
import type { Forecaster } from './forecaster.ts';

const DAYS = 7;

/**
 * What all errors are told as a share of: what was a day ago will be, with the quantiles of how much the samples of the
 * last seven days differed from the day before. The library's own seasonal naive has normal bands, which one spike makes
 * wide, so that almost any band would look good beside them.
 */
export const REFERENCE: Forecaster = {
  name: 'reference',
  forecast(history, _origin, { horizon, levels }) {
    const start = performance.now();
    const { values, day, least } = known(history);
    const from = Math.max(day, values.length - DAYS * day);
    const moves = values.slice(from).map((value, index) => value - at(values, from + index - day));
    moves.sort();
    const mean = Float64Array.from({ length: horizon }, (_, lead) => at(values, values.length - day + (lead % day)));
    const quantiles = levels.map((level) => {
      const move = quantileIn(moves, level);
      return mean.map((value) => Math.max(least, value + move));
    });
    const startAt = timeAt(history, values.length);
    const forecast = { startAt, stepSeconds: history.stepSeconds, mean, levels, quantiles };
    return { forecast, ms: performance.now() - start };
  },
};

/** Gaps are straight lines; what never was below 0 is not forecast below it. */
function known({ values: told, stepSeconds }: Series) {
  const values = fillGaps(told, 0);
  const least = values.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  return { values, day: stepsPerDay(stepSeconds), least };
}

/** Between the two nearest, as R does unless told. */
function quantileIn(sorted: Float64Array, level: number): number {
  const place = (sorted.length - 1) * level;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return at(sorted, below) + (at(sorted, above) - at(sorted, below)) * (place - below);
}

const at = (values: Float64Array, index: number) => values[index] ?? 0;
