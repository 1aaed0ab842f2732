import { levelNow, sameTime } from './feature-parts.ts';
import { ForecastFault } from './forecast-fault.ts';
import { fillGaps } from './gap-fill.ts';
import type { Json } from './model.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';
import type { Series } from './series.ts';
import { SeriesWindow } from './series-window.ts';
import { type SpikeBound, spikeBoundOf, widerBound, withinBound } from './spike-bound.ts';

/** Samples that came last, kept as they came: their median tells a new level from a spike. */
const NEWEST = 5;

/** The newest samples of a series without gaps and spikes, and the way to go on so. */
export class CleanWindow {
  readonly window: SeriesWindow;
  bound: SpikeBound;
  readonly #newest: Float64Array;

  constructor(window: SeriesWindow, bound: SpikeBound, newest: Float64Array) {
    this.window = window;
    this.bound = bound;
    this.#newest = newest;
  }

  /**
   * @param longest samples that are kept
   * @returns the window, and its samples within the bound, still NaN where they are missing
   */
  static of(series: Series, period: number, longest: number): { clean: CleanWindow; actual: Float64Array } {
    const recent = newestOf(series, longest);
    const bound = spikeBoundOf(recent.values);
    const actual = recent.values.map((value) => withinBound(bound, value));
    const window = new SeriesWindow({ ...recent, values: fillGaps(actual, period) }, period, longest);
    return { clean: new CleanWindow(window, bound, series.values.slice(-NEWEST)), actual };
  }

  /** The same with fewer samples. */
  shorter(longest: number): CleanWindow {
    const { startAt, stepSeconds, period, values, length } = this.window;
    const all = { values: values.subarray(0, length), startAt, stepSeconds };
    return new CleanWindow(new SeriesWindow(newestOf(all, longest), period, longest), this.bound, this.#newest.slice());
  }

  /** Takes the next sample as it came; a missing one is what came a season before, moved as the level has. */
  push(value: number): void {
    this.#newest.copyWithin(0, 1);
    this.#newest[this.#newest.length - 1] = value;
    this.bound = widerBound(this.bound, this.#newest);
    this.window.push(Number.isNaN(value) ? guess(this.window) : withinBound(this.bound, value));
  }

  save(): Json {
    const { low, high } = this.bound;
    return { window: this.window.save(), bound: [low, high], newest: saveNumbers(this.#newest) };
  }

  /** @throws ForecastFault `bad-saved` */
  static restore(saved: Json | undefined): CleanWindow {
    const { window, bound, newest } = (saved ?? {}) as Record<string, Json>;
    const [low, high] = restoreNumbers(bound) as unknown as [number, number];
    if (!(low <= high)) throw new ForecastFault('bad-saved', `a bound from ${low} to ${high}`);
    return new CleanWindow(SeriesWindow.restore(window), { low, high }, restoreNumbers(newest));
  }
}

function newestOf({ values, startAt, stepSeconds }: Series, longest: number): Series {
  const from = Math.max(0, values.length - longest);
  return { values: values.subarray(from), startAt: startAt + from * stepSeconds * 1000, stepSeconds };
}

function guess(window: SeriesWindow): number {
  const origin = window.length;
  const level = levelNow(window, origin);
  const move = sameTime(window, origin, 1, 1, 0) - sameTime(window, origin, 0, 1, 1);
  return Number.isNaN(move) ? level : level + move;
}
