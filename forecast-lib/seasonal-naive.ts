import { ForecastFault } from './forecast-fault.ts';
import { fillGaps } from './gap-fill.ts';
import type { Model } from './model.ts';
import { normalForecast } from './normal-forecast.ts';
import { checkSeason, type SeasonOption, seasonLength } from './season-length.ts';
import { clockAfter, type ModelState, stateModel } from './state-model.ts';

interface SeasonalNaiveState extends ModelState {
  /** The newest season, in the order of its slots. */
  season: Float64Array;
  /** The slot of the next sample. */
  slot: number;
  /** Of what samples differ from the season before. */
  squares: number;
  moves: number;
}

/**
 * What was one season ago is what will be. The bands are those of a random walk in each slot of the season: the variance
 * grows with each full season ahead (Hyndman and Athanasopoulos, 2021, 5.5). It needs one full season; with no more, the
 * bands have no width.
 *
 * Its name is `seasonal-naive`, and `weekly-naive` for a week.
 *
 * @throws ForecastFault `bad-option` unless the period is a day, a week, or a whole number of steps from 2
 */
export function seasonalNaive({ period = 'day' }: { readonly period?: SeasonOption } = {}): Model {
  checkSeason(period);
  return stateModel<SeasonalNaiveState>({
    name: period === 'week' ? 'weekly-naive' : 'seasonal-naive',
    blank: { nextAt: 0, stepSeconds: 0, season: new Float64Array(), slot: 0, squares: 0, moves: 0 },
    fit(series) {
      const length = seasonLength(series, period, 1);
      if (length === 0) throw new ForecastFault('too-short', `a step of ${series.stepSeconds} s does not divide a day`);
      const filled = fillGaps(series.values, length);
      const state = { ...clockAfter(series), season: filled.slice(0, length), slot: 0, squares: 0, moves: 0 };
      for (let index = length; index < filled.length; index++) {
        const known = !Number.isNaN(series.values[index]) && !Number.isNaN(series.values[index - length]);
        step(state, filled[index] as number, known);
      }
      return state;
    },
    predict({ nextAt, stepSeconds, season, slot, squares, moves }, horizon, levels) {
      const variance = squares / Math.max(1, moves);
      const mean = Float64Array.from({ length: horizon }, (_, lead) => season[(slot + lead) % season.length] as number);
      const deviation = mean.map((_, lead) => Math.sqrt(variance * (Math.floor(lead / season.length) + 1)));
      return normalForecast({ startAt: nextAt, stepSeconds, mean, deviation }, levels);
    },
    step,
    holds: ({ season, slot, squares, moves }) =>
      season.every(Number.isFinite) &&
      Number.isInteger(slot) &&
      season[slot] !== undefined &&
      squares >= 0 &&
      moves >= 0,
  });
}

/** A missing sample leaves its slot as it was; a guessed one says nothing of the errors. */
function step(state: SeasonalNaiveState, value: number, known = true): void {
  const { season, slot } = state;
  state.slot = (slot + 1) % season.length;
  if (Number.isNaN(value)) return;
  if (known) {
    state.squares += (value - (season[slot] as number)) ** 2;
    state.moves++;
  }
  season[slot] = value;
}
