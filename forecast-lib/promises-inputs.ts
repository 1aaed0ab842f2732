import { seededRandom } from './random.ts';
import { parseSeries, type Series } from './series.ts';

const HOUR = 3_600;
const START = 1_700_438_400_000;
/** A series of hours unless told. */
export function seriesOf(values: ArrayLike<number>, stepSeconds = HOUR): Series {
  return parseSeries({ values, stepSeconds, startAt: START });
}

/** Days of a load: a daily wave, a little noise. */
export function load(days: number, seed = 1): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: 24 * days }, (_, hour) => {
    return 100 + 40 * Math.sin((hour * Math.PI) / 12) + 5 * (random() + random() - 1);
  });
}

function changed(values: Float64Array, change: (value: number, index: number) => number): Float64Array {
  return values.map(change);
}

const random = seededRandom(9);
const counts = Float64Array.from({ length: 192 }, () => (random() < 0.1 ? 1 : 0));

/** What people have: each must give a sane forecast, or the fault `too-short`. */
export const INPUTS: Readonly<Record<string, Series>> = {
  'a load': seriesOf(load(8)),
  'a constant': seriesOf(new Float64Array(192).fill(7)),
  zeros: seriesOf(new Float64Array(192)),
  'one point': seriesOf([5]),
  'two points': seriesOf([5, 8]),
  'three points': seriesOf([5, 8, 2]),
  'five points': seriesOf([5, 8, 2, 9, 1]),
  'a day and a bit': seriesOf(load(8).slice(0, 30)),
  'spikes of 1e12': seriesOf(changed(load(8), (value, index) => (index % 97 === 85 ? 1e12 : value))),
  'a last sample of 1e12': seriesOf(load(8).with(191, 1e12)),
  'a fall to -1e12': seriesOf(load(8).with(100, -1e12)),
  'negative numbers': seriesOf(changed(load(8), (value) => -value)),
  'numbers around zero': seriesOf(changed(load(8), (value) => value - 100)),
  'gaps of hours': seriesOf(changed(load(8), (value, index) => (index % 11 < 3 ? Number.NaN : value))),
  'a missing start': seriesOf(load(8).fill(Number.NaN, 0, 30)),
  'a missing end': seriesOf(load(8).fill(Number.NaN, 170, 192)),
  'three missing days': seriesOf(load(8).fill(Number.NaN, 60, 132)),
  'one known sample among many': seriesOf(new Float64Array(192).fill(Number.NaN).with(100, 3)),
  'two known samples among many': seriesOf(new Float64Array(192).fill(Number.NaN).with(0, 3).with(191, 4)),
  'one move in a constant': seriesOf(new Float64Array(192).fill(7).with(120, 8)),
  'counts near zero': seriesOf(counts),
  'a level that shifts': seriesOf(changed(load(8), (value, index) => (index < 150 ? value : value + 900))),
  'large numbers': seriesOf(changed(load(8), (value) => value * 1e12)),
  'small numbers': seriesOf(changed(load(8), (value) => value * 1e-12)),
  'a straight line': seriesOf(Float64Array.from({ length: 192 }, (_, hour) => hour)),
  'a wave without noise': seriesOf(Float64Array.from({ length: 192 }, (_, hour) => Math.sin((hour * Math.PI) / 12))),
  'a step that divides no day': seriesOf(load(8), 7_000),
  days: seriesOf(load(4), 86_400),
};
