import type { Model } from './model.ts';
import { normalForecast } from './normal-forecast.ts';
import { clockAfter, type ModelState, stateModel } from './state-model.ts';

interface DriftState extends ModelState {
  /** NaN before the first known sample. */
  last: number;
  /** Steps since it was taken. */
  age: number;
  /** How far it went from the first known sample, and in how many steps. */
  way: number;
  steps: number;
  /** Of the moves between known samples, each divided by the steps it took. */
  squares: number;
  moves: number;
}

/**
 * A random walk that goes on at its mean pace: the line from the first sample through the last. The bands hold the
 * noise of the walk and what is not known of the pace (Hyndman and Athanasopoulos, 2021, 5.2 and 5.5).
 */
export function drift(): Model {
  return stateModel<DriftState>({
    name: 'drift',
    blank: { nextAt: 0, stepSeconds: 0, last: 0, age: 0, way: 0, steps: 0, squares: 0, moves: 0 },
    fit(series) {
      const state = { ...clockAfter(series), last: Number.NaN, age: 0, way: 0, steps: 0, squares: 0, moves: 0 };
      for (const value of series.values) step(state, value);
      return state;
    },
    predict({ nextAt, stepSeconds, last, age, way, steps, squares, moves }, horizon, levels) {
      const pace = way / Math.max(1, steps);
      const variance = Math.max(0, squares - way * pace) / Math.max(1, moves - 1);
      const ahead = Float64Array.from({ length: horizon }, (_, lead) => lead + 1 + age);
      const mean = ahead.map((distance) => last + pace * distance);
      const deviation = ahead.map((distance) => Math.sqrt(variance * distance * (1 + distance / Math.max(1, steps))));
      return normalForecast({ startAt: nextAt, stepSeconds, mean, deviation }, levels);
    },
    step,
    holds: ({ last, age, way, steps, squares, moves }) =>
      [last, way, squares].every(Number.isFinite) && age >= 0 && steps >= 0 && moves >= 0,
  });
}

function step(state: DriftState, value: number): void {
  state.age++;
  if (Number.isNaN(value)) return;
  if (!Number.isNaN(state.last)) {
    state.way += value - state.last;
    state.steps += state.age;
    state.squares += (value - state.last) ** 2 / state.age;
    state.moves++;
  }
  state.last = value;
  state.age = 0;
}
