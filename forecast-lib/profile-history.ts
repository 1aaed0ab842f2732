import { solvePositive } from './cholesky.ts';
import { DailyShape } from './daily-shape.ts';

/** A history as a daily shape saw it coming: all that is told of a sample was known a day before it. */
export interface ProfileHistory {
  /** Nothing where there is no season. */
  readonly shape: DailyShape | undefined;
  /** How much of the smooth shape, of its detail and of the weekday counts. */
  readonly shares: Float64Array;
  /** What the samples are beyond the shape; NaN where missing. */
  readonly beyond: Float64Array;
  /** What the shape told of each sample. */
  readonly told: Float64Array;
  /** How uneven the series is at the time of day of each sample; 1 is usual. */
  readonly units: Float64Array;
  /** The first sample whose shape was known before it. */
  readonly knownFrom: number;
}

/**
 * Goes through a history day by day and keeps what the shape told of each day before it was seen.
 *
 * @param values NaN where missing; its last day ends at its end
 * @param period steps in a day, 0 for none
 */
export function profileHistory(values: Float64Array, period: number): ProfileHistory {
  const { length } = values;
  const days = period > 1 ? Math.floor(length / period) : 0;
  if (days < 2) {
    const units = new Float64Array(length).fill(1);
    return {
      shape: undefined,
      shares: new Float64Array(3),
      beyond: values.slice(),
      told: new Float64Array(length),
      units,
      knownFrom: 0,
    };
  }
  const first = length - days * period;
  // A lead of a day from the middle of a day knows only the days before that one.
  const lag = days >= 5 ? 2 : 1;
  const shape = new DailyShape(period);
  const parts = [0, 1, 2].map(() => new Float64Array(length)) as [Float64Array, Float64Array, Float64Array];
  const units = new Float64Array(length).fill(1);
  const wanted = new Float64Array(length).fill(Number.NaN);
  for (let day = 0; day < days; day++) {
    const from = first + day * period;
    const { level, limit, around } = shape.take(values, from);
    for (let index = from; index < from + period; index++) {
      const apart = (values[index] as number) - level;
      wanted[index] = Math.max(-limit, Math.min(limit, apart)) + level - around;
    }
    for (let ahead = day === 0 ? 0 : day + lag; ahead <= Math.min(day + lag, days - 1); ahead++)
      tell(shape, ahead, first + ahead * period, parts, units);
  }
  const shares = learnShares(parts, wanted, first + lag * period);
  const [smooth, detail, week] = parts;
  const told = smooth.map((value, at) => toldOf(shares, value, detail[at] as number, week[at] as number));
  const beyond = values.map((value, index) => value - (told[index] as number));
  return { shape, shares, beyond, told, units, knownFrom: first + (days > 3 ? lag : lag - 1) * period };
}

/** What a shape says of a slot on a day, and how uneven that slot is. */
export function shapeAt(shape: DailyShape, shares: Float64Array, day: number, slot: number): number {
  const week = shape.week[(day % 7) * shape.period + slot] as number;
  return toldOf(shares, shape.smooth[slot] as number, shape.detail[slot] as number, week);
}

/** For each slot, how uneven the series is there; 1 is usual, and nothing is below a third of that. */
export function shapeUnits(shape: DailyShape): Float64Array {
  let sum = 0;
  for (const spread of shape.spread) sum += spread;
  const usual = sum / shape.period;
  return shape.spread.map((spread) => (usual > 0 ? (0.5 + spread / usual) / 1.5 : 1));
}

function toldOf(shares: Float64Array, smooth: number, detail: number, week: number): number {
  return (shares[0] as number) * smooth + (shares[1] as number) * detail + (shares[2] as number) * week;
}

function tell(shape: DailyShape, day: number, from: number, told: Float64Array[], units: Float64Array): void {
  const { period } = shape;
  told[0]?.set(shape.smooth, from);
  told[1]?.set(shape.detail, from);
  told[2]?.set(shape.week.subarray((day % 7) * period, ((day % 7) + 1) * period), from);
  units.set(shapeUnits(shape), from);
}

/** How much of each part to believe, by least squares: none of it where it never came true. */
function learnShares(told: readonly Float64Array[], wanted: Float64Array, from: number): Float64Array {
  const matrix = new Float64Array(9);
  const right = new Float64Array(3);
  for (let index = from; index < wanted.length; index++) {
    const value = wanted[index] as number;
    if (Number.isNaN(value)) continue;
    for (let row = 0; row < 3; row++) {
      const one = told[row]?.[index] as number;
      right[row] = (right[row] as number) + one * value;
      for (let column = 0; column <= row; column++)
        matrix[row * 3 + column] = (matrix[row * 3 + column] as number) + one * (told[column]?.[index] as number);
    }
  }
  return solvePositive(matrix, right, 3).map((share) => Math.max(0, Math.min(1, share)));
}
