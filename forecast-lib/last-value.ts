import type { Model } from './model.ts';
import { normalForecast } from './normal-forecast.ts';
import { clockAfter, type ModelState, stateModel } from './state-model.ts';

interface LastValueState extends ModelState {
  /** NaN before the first known sample. */
  last: number;
  /** Steps since it was taken. */
  age: number;
  /** Of the moves between known samples, each divided by the steps it took. */
  squares: number;
  moves: number;
}

/**
 * What was last is what will be. The bands are those of a random walk: their variance is the mean squared move of one
 * step times the lead (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2021, 5.5). A series of one
 * sample has no moves, and bands of no width.
 */
export function lastValue(): Model {
  return stateModel<LastValueState>({
    name: 'last-value',
    blank: { nextAt: 0, stepSeconds: 0, last: 0, age: 0, squares: 0, moves: 0 },
    fit(series) {
      const state = { ...clockAfter(series), last: Number.NaN, age: 0, squares: 0, moves: 0 };
      for (const value of series.values) step(state, value);
      return state;
    },
    predict({ nextAt, stepSeconds, last, age, squares, moves }, horizon, levels) {
      const variance = squares / Math.max(1, moves);
      const mean = new Float64Array(horizon).fill(last);
      const deviation = mean.map((_, lead) => Math.sqrt(variance * (lead + 1 + age)));
      return normalForecast({ startAt: nextAt, stepSeconds, mean, deviation }, levels);
    },
    step,
    holds: ({ last, age, squares, moves }) => Number.isFinite(last) && age >= 0 && squares >= 0 && moves >= 0,
  });
}

function step(state: LastValueState, value: number): void {
  state.age++;
  if (Number.isNaN(value)) return;
  if (!Number.isNaN(state.last)) {
    state.squares += (value - state.last) ** 2 / state.age;
    state.moves++;
  }
  state.last = value;
  state.age = 0;
}
