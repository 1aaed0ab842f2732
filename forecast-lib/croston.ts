import { demandQuantile } from './demand-quantile.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Model } from './model.ts';
import { clockAfter, type ModelState, stateModel } from './state-model.ts';

export interface CrostonOptions {
  /** `croston`, `sba` (less biased), or `tsb` (fades where nothing comes any more). `sba` unless told. */
  readonly variant?: 'croston' | 'sba' | 'tsb';
  /** How fast sizes, and intervals or chances, are learned: above 0, at most 1; 0.1 unless told. */
  readonly alpha?: number;
}

interface CrostonState extends ModelState {
  alpha: number;
  /** What counts as nothing: 0, or the least sample where that is below. */
  floor: number;
  /** Smoothed size of what came, 0 before anything did, and its smoothed variance. */
  size: number;
  spread: number;
  /** Smoothed steps from one to the next; for `tsb` the chance of a step to have one. */
  interval: number;
  /** Steps since the last. */
  age: number;
  /** 1 as long as only whole numbers came. */
  whole: number;
}

/**
 * For series that are mostly nothing: sizes and intervals are smoothed apart (Croston, 1972). `sba` takes off the bias of
 * their ratio (Syntetos and Boylan, 2005); `tsb` smooths the chance that a step has something instead, and so forgets what
 * ended (Teunter, Syntetos and Babai, 2011). The forecast is flat; its quantiles are those of nothing with one chance, and
 * of a negative binomial (a gamma for what is not whole) with the other.
 *
 * Its name is `croston`, `croston-sba` or `croston-tsb`. Negative samples move the floor from which sizes are counted.
 *
 * @throws ForecastFault `bad-option` unless alpha is above 0 and at most 1
 */
export function croston({ variant = 'sba', alpha = 0.1 }: CrostonOptions = {}): Model {
  if (!(alpha > 0 && alpha <= 1)) throw new ForecastFault('bad-option', `an alpha of ${alpha}`);
  const byChance = variant === 'tsb';
  const step = byChance ? stepChance : stepInterval;
  return stateModel<CrostonState>({
    name: variant === 'croston' ? variant : `croston-${variant}`,
    blank: { nextAt: 0, stepSeconds: 0, alpha: 0, floor: 0, size: 0, spread: 0, interval: 0, age: 0, whole: 0 },
    fit(series) {
      const floor = series.values.reduce((least, value) => (value < least ? value : least), 0);
      const state = { ...clockAfter(series), alpha, floor, size: 0, spread: 0, interval: 0, age: 0, whole: 1 };
      if (byChance) state.interval = firstChance(series.values, floor);
      for (const value of series.values) step(state, value);
      return state;
    },
    predict(state, horizon, levels) {
      const { nextAt, stepSeconds, floor, size, spread, interval, whole } = state;
      const chance = byChance ? interval : interval > 0 ? 1 / interval : 0;
      const rate = size * chance * (variant === 'sba' ? 1 - state.alpha / 2 : 1);
      const demand = { chance: size > 0 ? rate / size : 0, size, variance: spread, whole: whole === 1 };
      const quantiles = levels.map((level) => new Float64Array(horizon).fill(floor + demandQuantile(demand, level)));
      return { startAt: nextAt, stepSeconds, mean: new Float64Array(horizon).fill(floor + rate), levels, quantiles };
    },
    step,
    holds: ({ floor, size, spread, interval, age, alpha: learned }) =>
      Number.isFinite(floor) && size >= 0 && spread >= 0 && interval >= 0 && age >= 0 && learned > 0 && learned <= 1,
  });
}

/** Croston's own start: the first interval is that to the first that came. */
function stepInterval(state: CrostonState, value: number): void {
  state.age++;
  const size = value - state.floor;
  if (!(size > 0)) return;
  state.interval = state.interval === 0 ? state.age : state.interval + state.alpha * (state.age - state.interval);
  state.age = 0;
  learnSize(state, size);
}

function stepChance(state: CrostonState, value: number): void {
  if (Number.isNaN(value)) return;
  const size = Math.max(0, value - state.floor);
  state.interval += state.alpha * ((size > 0 ? 1 : 0) - state.interval);
  if (size > 0) learnSize(state, size);
}

function learnSize(state: CrostonState, size: number): void {
  const error = size - state.size;
  if (!Number.isInteger(size)) state.whole = 0;
  if (state.size === 0) state.size = size;
  else {
    state.spread += state.alpha * ((1 - state.alpha) * error * error - state.spread);
    state.size += state.alpha * error;
  }
}

/** Share of the known samples that are something. */
function firstChance(values: Float64Array, floor: number): number {
  let [some, known] = [0, 0];
  for (const value of values) {
    if (value > floor) some++;
    if (!Number.isNaN(value)) known++;
  }
  return some / known;
}
