import type { SeriesWindow } from './series-window.ts';

/** Numbers the network is given at each step. */
export const GRU_INPUTS = 6;

/** Steps over the last season, each a twenty-fourth of it, and then single samples. */
const COARSE = 24;
const FINE = 12;
/** Samples a coarse step is wide where there is no season. */
const WIDTH = 4;
/** No input is further from 0 than this. */
const FARTHEST = 5;

/** Room for a sequence. */
export const GRU_SEQUENCE = GRU_INPUTS * (COARSE + FINE);

/**
 * What the network sees at an origin: the last season in hours and the newest twelve samples one by one; for each how far
 * it is from the level, from the season before and from the week before, in units of the scale, and the time of day.
 *
 * @param sequence room for it, `GRU_SEQUENCE` numbers
 */
export function writeSequence(
  window: SeriesWindow,
  origin: number,
  level: number,
  scale: number,
  sequence: Float64Array,
): void {
  const { period } = window;
  const width = period === 0 ? WIDTH : Math.max(1, Math.round(period / COARSE));
  let at = 0;
  for (let step = 0; step < COARSE + FINE; step++) {
    const fine = step >= COARSE;
    const from = fine ? origin - (COARSE + FINE - step) : origin - FINE - (COARSE - step) * width;
    const to = from + (fine ? 1 : width);
    const value = window.mean(from, to);
    sequence[at++] = bounded((value - level) / scale);
    sequence[at++] = period === 0 ? 0 : bounded((value - window.mean(from - period, to - period)) / scale);
    sequence[at++] = period === 0 ? 0 : bounded((value - window.mean(from - 7 * period, to - 7 * period)) / scale);
    const phase = period === 0 ? 0 : (2 * Math.PI * timeOf(window, from)) / period;
    sequence[at++] = Math.sin(phase);
    sequence[at++] = Math.cos(phase);
    sequence[at++] = fine ? 1 : 0;
  }
}

/** Steps since the epoch: the same for a window that has moved on. */
function timeOf({ startAt, stepSeconds, period }: SeriesWindow, index: number): number {
  return (startAt / 1000 / stepSeconds + index) % period;
}

function bounded(value: number): number {
  return value > FARTHEST ? FARTHEST : value < -FARTHEST ? -FARTHEST : Number.isNaN(value) ? 0 : value;
}
