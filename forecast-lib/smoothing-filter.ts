/**
 * A member of the exponential smoothing family (Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential
 * Smoothing, 2008, table 2.2 and 2.3), without the multiplicative trends, whose variance has no end (Akram, Hyndman and
 * Ord, 2009).
 */
export interface SmoothingForm {
  /** Whether errors are a share of the level: the M of the first letter. */
  readonly relative: boolean;
  readonly trend: 'none' | 'linear' | 'damped';
  readonly season: 'none' | 'additive' | 'multiplicative';
}

/** Where the parameters of a filter are: four numbers, the level and slope at the start, then a season of states. */
export const ALPHA = 0;
export const BETA = 1;
export const GAMMA = 2;
export const PHI = 3;
export const LEVEL = 4;
export const SLOPE = 5;
export const SEASON = 6;

/** What the errors sum to, and the log of the likelihood but for constants. */
export interface SmoothingScore {
  /** Sum of squares of the errors, relative where they are. */
  squares: number;
  /** Sum of the logs of the one-step means, where errors are relative. */
  logs: number;
  /** How many samples were not missing. */
  count: number;
}

/**
 * Runs a form over a series for any parameters, and says how good they were and which way is better.
 *
 * The error of each step corrects the states in the same way whether it is additive or relative; only the likelihood
 * tells them apart. A missing sample corrects nothing. The slope is exact: the chain rule backwards through the
 * recursion, at about twice the cost of the filter whatever the number of states. Nothing is allocated after the
 * constructor.
 */
export class SmoothingFilter {
  /** The states after the last sample; the season is in the order of its slots, sample 0 in slot 0. */
  level = 0;
  slope = 0;
  readonly season: Float64Array;
  /** One-step errors: y − mean, NaN where the sample is missing. */
  readonly errors: Float64Array;
  readonly score: SmoothingScore = { squares: 0, logs: 0, count: 0 };
  private readonly values: Float64Array;
  private readonly multiplicative: boolean;
  private readonly relative: boolean;
  /** Level plus slope, the state of the slot, and the slope, before each sample. */
  private readonly bases: Float64Array;
  private readonly slots: Float64Array;
  private readonly slopes: Float64Array;
  private readonly pull: Float64Array;
  /** Added to the sum of squares so that a perfect fit has a finite likelihood. */
  private readonly least: number;

  /**
   * @param period steps in a season, 1 for none
   * @param relative whether the likelihood is that of relative errors
   */
  constructor(values: Float64Array, period: number, multiplicative: boolean, relative: boolean) {
    this.values = values;
    this.multiplicative = multiplicative;
    this.relative = relative;
    this.season = new Float64Array(period);
    this.pull = new Float64Array(period);
    this.errors = new Float64Array(values.length);
    this.bases = new Float64Array(values.length);
    this.slots = new Float64Array(values.length);
    this.slopes = new Float64Array(values.length);
    let [sum, count] = [0, 0];
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      sum += value * value;
      count++;
    }
    this.score.count = count;
    this.least = relative ? 1e-20 * count : 1e-20 * sum + Number.MIN_VALUE * 2 ** 60;
  }

  /**
   * Log of the mean squared error, plus twice the mean log of the means where errors are relative: minus twice the
   * log likelihood over the number of samples, but for constants (HKOS 2008, 5.1). Infinite where a mean that must be
   * positive is not.
   */
  run(parameters: Float64Array): number {
    const { values, season, errors, bases, slots, slopes, multiplicative, relative, score } = this;
    const [alpha, beta, gamma, phi] = parameters as unknown as [number, number, number, number];
    const period = season.length;
    season.set(parameters.subarray(SEASON));
    let level = parameters[LEVEL] as number;
    let slope = parameters[SLOPE] as number;
    let [squares, logs, product, slot] = [0, 0, 1, 0];
    for (let index = 0; index < values.length; index++) {
      const fall = phi * slope;
      const base = level + fall;
      const state = season[slot] as number;
      const mean = multiplicative ? base * state : base + state;
      if (!(multiplicative ? base > 0 && state > 0 : !relative || mean > 0)) return Number.POSITIVE_INFINITY;
      const error = (values[index] as number) - mean;
      bases[index] = base;
      slots[index] = state;
      slopes[index] = slope;
      errors[index] = error;
      level = base;
      slope = fall;
      if (!Number.isNaN(error)) {
        const inLevel = multiplicative ? error / state : error;
        level += alpha * inLevel;
        slope += beta * inLevel;
        season[slot] = state + gamma * (multiplicative ? error / base : error);
        if (relative) {
          const share = error / mean;
          squares += share * share;
          product *= mean;
          if (product > 1e100 || product < 1e-100) {
            logs += Math.log(product);
            product = 1;
          }
        } else squares += error * error;
      }
      if (++slot === period) slot = 0;
    }
    this.level = level;
    this.slope = slope;
    score.squares = squares;
    score.logs = logs + Math.log(product);
    return Math.log((squares + this.least) / score.count) + (2 * score.logs) / score.count;
  }

  /** Writes the slope of what `run` returned last for each parameter. `run` must have been finite. */
  slopeInto(out: Float64Array, parameters: Float64Array): void {
    const { values, errors, bases, slots, slopes, multiplicative, relative, pull, score } = this;
    const [alpha, beta, gamma, phi] = parameters as unknown as [number, number, number, number];
    const scale = 2 / (score.squares + this.least);
    const perLog = 2 / score.count;
    let [byAlpha, byBeta, byGamma, byPhi, byLevel, bySlope] = [0, 0, 0, 0, 0, 0];
    pull.fill(0);
    let slot = values.length % pull.length;
    for (let index = values.length - 1; index >= 0; index--) {
      slot = slot === 0 ? pull.length - 1 : slot - 1;
      const base = bases[index] as number;
      const state = slots[index] as number;
      const error = errors[index] as number;
      let byState = pull[slot] as number;
      let byBase = byLevel;
      if (!Number.isNaN(error)) {
        const perState = multiplicative ? state : 1;
        const perBase = multiplicative ? base : 1;
        const inLevel = error / perState;
        const inSeason = error / perBase;
        const level = alpha * byLevel + beta * bySlope;
        byAlpha += byLevel * inLevel;
        byBeta += bySlope * inLevel;
        byGamma += byState * inSeason;
        let byMean = -level / perState - (gamma * byState) / perBase;
        if (relative) {
          const mean = multiplicative ? base * state : base + state;
          byMean += perLog / mean - (scale * error * (values[index] as number)) / (mean * mean * mean);
        } else byMean -= scale * error;
        byBase += byMean * (multiplicative ? state : 1);
        if (multiplicative) {
          byBase -= (gamma * byState * inSeason) / base;
          byState -= (level * inLevel) / state;
        }
        byState += byMean * (multiplicative ? base : 1);
      }
      const byFall = byBase + bySlope;
      byPhi += byFall * (slopes[index] as number);
      bySlope = phi * byFall;
      byLevel = byBase;
      pull[slot] = byState;
    }
    out.set([byAlpha, byBeta, byGamma, byPhi, byLevel, bySlope]);
    out.set(pull, SEASON);
  }
}
