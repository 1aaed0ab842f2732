import type { SeriesWindow } from './series-window.ts';

/** Days in a week, as a number of whatever a day is counted in. */
export function weekOf(day: number): number {
  return 7 * day;
}

/** The level at an origin: the mean of the newest three samples, or of as many as it takes to find one. */
export function levelNow(window: SeriesWindow, origin: number): number {
  for (let steps = 3; ; steps *= 4) {
    const level = window.mean(origin - steps, origin);
    if (!Number.isNaN(level) || steps >= origin) return level;
  }
}

/**
 * The mean around the target's time some seasons back; further back where that is not known yet at the origin.
 * With lead 0 it is around the last known sample.
 *
 * @param aside samples on either side that count too
 */
export function sameTime(window: SeriesWindow, origin: number, lead: number, seasons: number, aside: number): number {
  const season = seasons * window.period;
  if (season === 0) return Number.NaN;
  const back = lead > season ? season * Math.ceil(lead / season) : season;
  const middle = origin + lead - 1 - back;
  return window.mean(middle - aside, Math.min(origin, middle + aside + 1));
}

/** The mean of the target's time over some seasons back, each three samples wide; NaN where no season is known. */
export function seasonsBack(window: SeriesWindow, origin: number, lead: number, seasons: number): number {
  const { period } = window;
  const nearest = lead > period ? Math.ceil(lead / period) : 1;
  let sum = 0;
  let count = 0;
  for (let season = nearest; season < nearest + seasons; season++) {
    const middle = origin + lead - 1 - season * period;
    const mean = window.mean(middle - 1, Math.min(origin, middle + 2));
    if (Number.isNaN(mean)) continue;
    sum += mean;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

export function lowestBefore(window: SeriesWindow, origin: number, steps: number): number {
  let lowest = Infinity;
  for (let index = Math.max(0, origin - steps); index < origin; index++) {
    const value = window.values[index] as number;
    if (value < lowest) lowest = value;
  }
  return lowest === Infinity ? Number.NaN : lowest;
}

export function highestBefore(window: SeriesWindow, origin: number, steps: number): number {
  let highest = -Infinity;
  for (let index = Math.max(0, origin - steps); index < origin; index++) {
    const value = window.values[index] as number;
    if (value > highest) highest = value;
  }
  return highest === -Infinity ? Number.NaN : highest;
}

const SORTED = new Float64Array(64);

/** Median of the known ones among the newest samples, by insertion: for up to 64 of them. */
export function medianBefore(window: SeriesWindow, origin: number, steps: number): number {
  let count = 0;
  for (let index = Math.max(0, origin - steps); index < origin; index++) {
    const value = window.values[index] as number;
    if (Number.isNaN(value)) continue;
    let place = count++;
    for (; place > 0 && (SORTED[place - 1] as number) > value; place--) SORTED[place] = SORTED[place - 1] as number;
    SORTED[place] = value;
  }
  if (count === 0) return Number.NaN;
  return ((SORTED[(count - 1) >> 1] as number) + (SORTED[count >> 1] as number)) / 2;
}

/** Standard deviation of the known ones among the newest samples; NaN for fewer than two. */
export function deviationBefore(window: SeriesWindow, origin: number, steps: number): number {
  const mean = window.mean(origin - steps, origin);
  let sum = 0;
  let count = 0;
  for (let index = Math.max(0, origin - steps); index < origin; index++) {
    const aside = (window.values[index] as number) - mean;
    if (Number.isNaN(aside)) continue;
    sum += aside * aside;
    count++;
  }
  return count < 2 ? Number.NaN : Math.sqrt(sum / (count - 1));
}

/** How far the least-squares line through the newest samples rises over them; NaN for fewer than two. */
export function slopeBefore(window: SeriesWindow, origin: number, steps: number): number {
  const from = Math.max(0, origin - steps);
  const middle = window.mean(from, origin);
  let count = 0;
  let times = 0;
  for (let index = from; index < origin; index++) {
    if (Number.isNaN(window.values[index])) continue;
    times += index;
    count++;
  }
  if (count < 2) return Number.NaN;
  const center = times / count;
  let with_ = 0;
  let square = 0;
  for (let index = from; index < origin; index++) {
    const value = window.values[index] as number;
    if (Number.isNaN(value)) continue;
    with_ += (index - center) * (value - middle);
    square += (index - center) ** 2;
  }
  return (with_ / square) * (steps - 1);
}
