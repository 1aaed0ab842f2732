import { describe, expect, it } from 'vitest';
import { LaggedSeries } from './lagged-series.ts';
import { seededRandom } from './random.ts';

const SHAPE = { period: 96, weekSteps: 672, week: 672, weekStart: 0 };

function noise(length: number): Float64Array {
  const random = seededRandom(3);
  return Float64Array.from({ length }, () => random());
}

describe('LaggedSeries', () => {
  it('is the same to the bit, made at once or sample by sample', () => {
    const values = noise(2_000);
    const whole = new LaggedSeries(values, SHAPE);

    const grown = new LaggedSeries(values.slice(0, 900), SHAPE, 2_000);
    for (const value of values.subarray(900)) grown.push(value);

    expect([grown.smooth, grown.median, grown.values]).toEqual([whole.smooth, whole.median, whole.values]);
    for (const index of [0, 95, 700, 1_999]) {
      expect(grown.profile(index)).toBe(whole.profile(index));
      expect(grown.weekProfile(index)).toBe(whole.weekProfile(index));
    }
  });

  it('has profiles that are means and medians of the same time of other days and weeks', () => {
    const values = Float64Array.from({ length: 96 * 20 }, (_, index) => 100 * (index % 96) + Math.floor(index / 96));
    const series = new LaggedSeries(values, { ...SHAPE, period: 96 });
    const last = values.length - 50;
    const day = Math.floor(last / 96);
    const base = 100 * (last % 96);

    expect(series.profile(last)).toBeCloseTo(base + day - 6.5, 6);
    expect(series.median[last]).toBeCloseTo(base + day - 6.5, 6);
    expect(series.weekProfile(last)).toBeCloseTo(base + day - 7, 6);
  });

  it('takes means of any stretch, without what is before the start', () => {
    const series = new LaggedSeries(new Float64Array([1, 2, 3, 4]), { period: 1, weekSteps: 0, week: 0, weekStart: 0 });

    expect([series.mean(1, 3), series.mean(-5, 2), series.mean(3, 4)]).toEqual([2.5, 1.5, 4]);
    expect([series.medianBefore(3, 3), series.medianBefore(1, 9), series.medianBefore(1, 9)]).toEqual([3, 1.5, 1.5]);
  });

  it('knows weekends from where the week starts, and none where there is no week', () => {
    const values = new Float64Array(14);
    const daily = new LaggedSeries(values, { period: 1, weekSteps: 7, week: 0, weekStart: 3 });
    const other = new LaggedSeries(values, { period: 1, weekSteps: 0, week: 0, weekStart: 3 });

    const weekends = Array.from(values.keys()).filter((index) => daily.isWeekend(index));

    expect(weekends).toEqual([2, 3, 9, 10]);
    expect(Array.from(values.keys()).some((index) => other.isWeekend(index))).toBe(false);
  });
});
