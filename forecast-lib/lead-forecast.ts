import type { CleanWindow } from './clean-window.ts';
import type { Forecast } from './forecast.ts';
import { bandAt, type HeldBackBands } from './held-back-bands.ts';
import type { SeriesWindow } from './series-window.ts';
import { type SpikeBound, withinBound } from './spike-bound.ts';
import { scaleAt } from './training-rows.ts';

/** What a model that forecasts leads directly has beside its rule. */
export interface LeadForecaster {
  readonly clean: CleanWindow;
  readonly bands: HeldBackBands;
  readonly floor: number;
  /** The farthest lead its rule knows. */
  readonly reach: number;
  /** The means of the next leads, no more than the reach. */
  means(window: SeriesWindow, leads: number): Float64Array;
}

/** How much further than it ever was a forecast goes that rests on forecasts, in widths of the range. */
const FURTHER = 0.5;

/**
 * The forecast of direct rules with held-back bands. Beyond the reach it goes on from its own means, which may swing
 * higher and higher: those are kept near the range of what was.
 */
export function leadForecast(
  { clean, bands, floor, reach, means }: LeadForecaster,
  horizon: number,
  levels: number[],
): Forecast {
  const { startAt, stepSeconds, length } = clean.window;
  const mean = new Float64Array(horizon);
  let { window, bound } = clean;
  for (let done = 0; done < horizon; done += reach) {
    const limits = bound;
    const block = means(window, Math.min(reach, horizon - done)).map((value) => withinBound(limits, value));
    mean.set(block, done);
    if (done + reach >= horizon) break;
    if (done === 0) {
      bound = nearBound(clean, block);
      window = window.copy();
    }
    for (const value of block) window.push(value);
  }
  const scale = scaleAt(clean.window, length, floor);
  const quantiles = levels.map((level) => mean.map((value, index) => value + scale * bandAt(bands, index + 1, level)));
  return { startAt: startAt + length * stepSeconds * 1000, stepSeconds, mean, levels, quantiles };
}

/** The range of what was and of the first forecasts, wider by half the range of what was on either side. */
function nearBound({ window }: CleanWindow, block: Float64Array): SpikeBound {
  const known = window.values.subarray(0, window.length);
  const lowest = (numbers: Float64Array) => numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = (numbers: Float64Array) => numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  const low = lowest(known);
  const high = highest(known);
  const aside = FURTHER * (high - low);
  return { low: Math.min(low, lowest(block)) - aside, high: Math.max(high, highest(block)) + aside };
}
