/** Numbers in a row of features. */
export const PROFILE_FEATURES = 6;

/** A stretch of what a series is beyond its shape, in a form in which the mean of any part costs nothing. */
export interface BeyondSums {
  /** Without single spikes; NaN where missing. */
  readonly values: Float64Array;
  /** Sum and count of what is known before each index; one longer than the values. */
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

/** The mean of all days of late and of all time, as they were known at an origin. */
export interface SlowMeans {
  readonly slow: number;
  readonly long: number;
}

/**
 * @param limit how far a single sample may be from both its neighbours
 */
export function beyondSums(beyond: Float64Array, limit: number): BeyondSums {
  const values = beyond.map((_, index) => spikeFree(beyond, index, limit));
  const sum = new Float64Array(values.length + 1);
  const count = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const known = Number.isNaN(value) ? 0 : 1;
    sum[index + 1] = (sum[index] as number) + (known ? value : 0);
    count[index + 1] = (count[index] as number) + known;
  }
  return { values, sum, count };
}

/** A sample, or the middle one of it and its neighbours if it is a spike; at the end, of it and the two before. */
export function spikeFree(values: Float64Array, index: number, limit: number): number {
  const value = values[index] as number;
  const before = values[index - 1] ?? Number.NaN;
  const after = values[index + 1] ?? values[index - 2] ?? Number.NaN;
  const low = Math.min(before, after);
  const high = Math.max(before, after);
  if (value > high + limit) return high;
  return value < low - limit ? low : value;
}

/** How far apart two samples in a row may be before the later one is taken for a spike. */
export function spikeLimit(beyond: Float64Array): number {
  const moves: number[] = [];
  for (let index = 1; index < beyond.length; index++) {
    const move = Math.abs((beyond[index] as number) - (beyond[index - 1] as number));
    if (!Number.isNaN(move)) moves.push(move);
  }
  const sorted = Float64Array.from(moves).sort();
  const usual = sorted[sorted.length >> 1] ?? 0;
  return usual > 0 ? 12 * usual : (sorted[Math.floor(sorted.length * 0.98)] ?? 0);
}

/** Steps of the windows whose means are told, shortest first; the longest is a season. */
export function profileWindows(period: number): readonly [number, number, number, number] {
  if (period < 2) return [1, 4, 16, 64];
  return [1, Math.max(1, Math.round(period / 24)), Math.max(1, Math.round(period / 4)), period];
}

/**
 * What is known at an origin that may tell a lead: how the last sample differs from its hour, the hour from its quarter
 * day, that from its day, the day from the days of late, those from all time, and the same time of the last day known
 * from that day. All are differences: a series moved up by a number gives the same row.
 */
export function profileFeatures(
  { values, sum, count }: BeyondSums,
  origin: number,
  lead: number,
  period: number,
  { slow, long }: SlowMeans,
  out: Float64Array,
): void {
  const mean = (from: number, to: number, otherwise: number): number => {
    const start = Math.max(0, from);
    const known = (count[to] as number) - (count[start] as number);
    return known > 0 ? ((sum[to] as number) - (sum[start] as number)) / known : otherwise;
  };
  const end = origin + 1;
  const [, hourSteps, quarterSteps, daySteps] = profileWindows(period);
  const day = mean(end - daySteps, end, slow);
  const quarter = mean(end - quarterSteps, end, day);
  const hour = mean(end - hourSteps, end, quarter);
  const last = values[origin] as number;
  out[0] = (Number.isNaN(last) ? hour : last) - hour;
  out[1] = hour - quarter;
  out[2] = quarter - day;
  out[3] = day - slow;
  out[4] = long - slow;
  out[5] = 0;
  if (period < 2) return;
  const same = origin + lead - period * Math.ceil(lead / period);
  const half = Math.max(1, Math.round(period / 48));
  if (same - half >= 0) out[5] = mean(same - half, Math.min(end, same + half + 1), day) - day;
}

/** Weights for when nothing was learned: the shorter a window is beside the lead, the less it tells. */
export function priorWeights(lead: number, period: number): Float64Array {
  const [last, hour, quarter, day] = profileWindows(period).map((steps) => 1 / (1 + (lead - 1) / (2 * steps)));
  return Float64Array.of(last ?? 0, hour ?? 0, quarter ?? 0, day ?? 0, 0, 0);
}
