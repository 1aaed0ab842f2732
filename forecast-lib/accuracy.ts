import { type Forecast, quantileOf } from './forecast.ts';

/** A forecast and what then happened. */
export interface Outcome {
  readonly forecast: Forecast;
  /** What was measured at each lead; NaN where it is missing. */
  readonly actual: Float64Array;
  /** What MASE divides by: `seasonalScale` of the history that the forecast was made from. */
  readonly scale: number;
}

/**
 * How near forecasts came. Errors are in the unit of the series, the others are shares (0.1 is 10 percent); a measure
 * that has nothing to divide by is NaN. The point that is judged is the mean.
 */
export interface Accuracy {
  /** Leads that were measured: samples that are missing are left out everywhere. */
  readonly count: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Mean absolute share of the sample; samples of 0 are left out (Hyndman & Koehler 2006, section 3.2). */
  readonly mape: number;
  /** Mean of 2 |error| / (|sample| + |forecast|), 0 where both are 0 (M4: Makridakis et al. 2020). From 0 to 2. */
  readonly smape: number;
  /** Sum of absolute errors by sum of absolute samples. */
  readonly wape: number;
  /** Mean of |error| / scale (Hyndman & Koehler 2006, section 4); outcomes with a scale of 0 or NaN are left out. */
  readonly mase: number;
  /** Mean of forecast less sample: above 0 where forecasts are too high. */
  readonly bias: number;
  /** Weighted quantile loss: mean over levels of 2 sum(pinball) / sum|sample|. */
  readonly wql: number;
  /** Mean pinball loss of each level (Gneiting & Raftery 2007, section 6.1). */
  readonly pinball: number[];
  /** Share of samples at or below the quantile of each level: the level itself where the bands are right. */
  readonly coverage: number[];
}

/**
 * The accuracy of all outcomes together: each measured lead counts the same. Linear cost.
 *
 * @param levels the quantiles that are judged
 * @throws ForecastFault `bad-level` if a forecast lacks one of the levels
 */
export function measureAccuracy(outcomes: readonly Outcome[], levels: readonly number[]): Accuracy {
  const sums: Sums = {
    count: 0,
    absolute: 0,
    squared: 0,
    signed: 0,
    size: 0,
    symmetric: 0,
    shares: [0, 0],
    scaled: [0, 0],
  };
  const bands = levels.map((level): Band => ({ level, pinball: 0, below: 0 }));
  for (const { forecast, actual, scale } of outcomes) {
    const rows = levels.map((level) => quantileOf(forecast, level));
    for (let lead = 0; lead < Math.min(actual.length, forecast.mean.length); lead++) {
      const sample = actual[lead] as number;
      if (Number.isNaN(sample)) continue;
      addPoint(sums, forecast.mean[lead] as number, sample, scale);
      for (const [index, band] of bands.entries()) addBand(band, rows[index]?.[lead] as number, sample);
    }
  }
  const { count } = sums;
  const loss = bands.reduce((sum, { pinball }) => sum + pinball, 0);
  return {
    count,
    mae: share(sums.absolute, count),
    rmse: Math.sqrt(share(sums.squared, count)),
    mape: share(...sums.shares),
    smape: share(sums.symmetric, count),
    wape: share(sums.absolute, sums.size),
    mase: share(...sums.scaled),
    bias: share(sums.signed, count),
    wql: share(2 * loss, sums.size * levels.length),
    pinball: bands.map(({ pinball }) => share(pinball, count)),
    coverage: bands.map(({ below }) => share(below, count)),
  };
}

interface Sums {
  count: number;
  absolute: number;
  squared: number;
  signed: number;
  /** Of |sample|. */
  size: number;
  symmetric: number;
  /** A sum and of how many, where some are left out. */
  readonly shares: [sum: number, count: number];
  readonly scaled: [sum: number, count: number];
}

interface Band {
  readonly level: number;
  pinball: number;
  below: number;
}

function addPoint(sums: Sums, mean: number, sample: number, scale: number): void {
  const error = mean - sample;
  const size = Math.abs(error);
  sums.count++;
  sums.absolute += size;
  sums.squared += error * error;
  sums.signed += error;
  sums.size += Math.abs(sample);
  sums.symmetric += size === 0 ? 0 : (2 * size) / (Math.abs(sample) + Math.abs(mean));
  if (sample !== 0) add(sums.shares, size / Math.abs(sample));
  if (scale > 0) add(sums.scaled, size / scale);
}

function addBand(band: Band, quantile: number, sample: number): void {
  band.pinball += pinballLoss(band.level, quantile, sample);
  if (sample <= quantile) band.below++;
}

function add(mean: [sum: number, count: number], value: number): void {
  mean[0] += value;
  mean[1]++;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}

/**
 * What a quantile costs when the sample is known: its distance, times the level where the sample is above and one minus
 * the level where it is below (Gneiting & Raftery 2007, section 6.1). Its mean is lowest for the true quantile.
 *
 * @example
 * pinballLoss(0.75, 10, 14) // => 3
 * pinballLoss(0.75, 10, 6) // => 1
 */
export function pinballLoss(level: number, quantile: number, sample: number): number {
  const above = sample - quantile;
  return above >= 0 ? level * above : (level - 1) * above;
}

/**
 * The mean absolute difference of samples a season apart: the error, within the history, of saying what was a season ago
 * (Hyndman & Koehler 2006, section 4). NaN where no two samples are a season apart.
 *
 * @param values NaN where missing
 * @param period steps in a season; 0 and 1 compare neighbours
 * @example
 * seasonalScale([1, 5, 2, 7], 2) // => 1.5
 */
export function seasonalScale(values: ArrayLike<number>, period: number): number {
  const apart = Math.max(1, period);
  const differences: [number, number] = [0, 0];
  for (let index = apart; index < values.length; index++) {
    const difference = Math.abs((values[index] as number) - (values[index - apart] as number));
    if (!Number.isNaN(difference)) add(differences, difference);
  }
  return share(...differences);
}

/**
 * The overall weighted average of the M4 competition: the mean of sMAPE and MASE, each as a share of a reference's (there
 * Naive 2). Below 1 is better than the reference. Where both erred by 0 they are equal; NaN where a measure is unknown.
 *
 * @example
 * owa({ smape: 0.1, mase: 1 }, { smape: 0.2, mase: 2 }) // => 0.5
 */
export function owa(accuracy: Pick<Accuracy, 'smape' | 'mase'>, reference: Pick<Accuracy, 'smape' | 'mase'>): number {
  const relative = (one: number, other: number) => (one === 0 && other === 0 ? 1 : one / other);
  return (relative(accuracy.smape, reference.smape) + relative(accuracy.mase, reference.mase)) / 2;
}
