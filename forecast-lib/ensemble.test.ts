import { describe, expect, it } from 'vitest';
import { directRidge } from './direct-ridge.ts';
import { ensemble } from './ensemble.ts';
import { doublingGroups } from './ensemble-fit.ts';
import { lastValue } from './last-value.ts';
import type { Model } from './model.ts';
import { seededRandom } from './random.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { parseSeries, type Series } from './series.ts';

const STEP = 1_800;
const DAY = 48;

/** A normal number, near enough. */
function normal(random: () => number): number {
  let sum = -6;
  for (let index = 0; index < 12; index++) sum += random();
  return sum;
}

function load(days: number, noise: number, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * DAY }, (_, index) => {
    const weekend = Math.floor(index / DAY) % 7 >= 5 ? 0.5 : 1;
    return 200 + 100 * weekend * (1 - Math.cos((2 * Math.PI * index) / DAY)) + noise * normal(random);
  });
}

function walk(length: number): number[] {
  const random = seededRandom(9);
  let level = 1_000;
  return Array.from({ length }, () => (level += 5 * normal(random)));
}

/** Monday, so that what `load` calls a weekend is one. */
const MONDAY = Date.UTC(2026, 0, 5);

function seriesOf(values: readonly (number | null)[], length = values.length): Series {
  return parseSeries({ values: values.slice(0, length), stepSeconds: STEP, startAt: MONDAY });
}

/** Mean absolute error of forecasts of a day from each of the last origins. */
function missed(model: Model, values: readonly number[], origins = 8): number {
  let sum = 0;
  for (let turn = 1; turn <= origins; turn++) {
    const end = values.length - turn * 53;
    const { mean } = model.fit(seriesOf(values, end)).predict(DAY);
    mean.forEach((value, lead) => {
      sum += Math.abs(value - (values[end + lead] as number));
    });
  }
  return sum / origins / DAY;
}

describe('ensemble', () => {
  it('knows the week, and halves what persistence misses', () => {
    const values = load(28, 8);

    const error = missed(ensemble(), values);

    expect(error).toBeLessThan(0.5 * missed(seasonalNaive(), values));
    expect(error).toBeLessThan(1.3 * 0.8 * 8);
  });

  it('is no worse than the last value where nothing is better', () => {
    const values = walk(28 * DAY);

    expect(missed(ensemble(), values)).toBeLessThan(1.05 * missed(lastValue(), values));
  });

  it('has bands that hold what they say on samples that it has not seen', () => {
    const values = load(34, 20, 4);
    let below = 0;
    for (let day = 0; day < 6; day++) {
      const end = (28 + day) * DAY;
      const high = ensemble().fit(seriesOf(values, end)).predict(DAY, [0.9]).quantiles[0] as Float64Array;
      below += high.filter((value, lead) => (values[end + lead] as number) <= value).length;
    }

    expect(below / (6 * DAY)).toBeGreaterThan(0.83);
    expect(below / (6 * DAY)).toBeLessThan(0.97);
  });

  it('widens its bands, sample by sample, when errors grow', () => {
    const fitted = ensemble().fit(seriesOf(load(28, 5)));
    const before = fitted.predict(DAY, [0.1, 0.9]);

    const wild = load(42, 40, 2).slice(28 * DAY);
    for (const value of wild) fitted.update?.(value);

    const after = fitted.predict(DAY, [0.1, 0.9]);
    const width = (forecast: typeof before) =>
      forecast.mean.reduce((sum, _, lead) => {
        return sum + (forecast.quantiles[1]?.[lead] as number) - (forecast.quantiles[0]?.[lead] as number);
      }, 0);
    expect(width(after)).toBeGreaterThan(3 * width(before));
  });

  it('follows samples by updates as it would by a new fit, nearly', () => {
    const values = load(35, 8, 3);
    const updated = ensemble().fit(seriesOf(values, 28 * DAY));
    for (const value of values.slice(28 * DAY)) updated.update?.(value);

    const fresh = ensemble().fit(seriesOf(values)).predict(DAY);
    const { mean, startAt } = updated.predict(DAY);

    expect(startAt).toBe(fresh.startAt);
    const apart = mean.reduce((sum, value, lead) => sum + Math.abs(value - (fresh.mean[lead] as number)), 0) / DAY;
    expect(apart).toBeLessThan(8);
  });

  it('goes on for months, in the same room', () => {
    const fitted = ensemble().fit(seriesOf(load(10, 8)));
    const long = load(120, 8, 6);

    for (const value of long) fitted.update?.(value);

    expect(JSON.stringify(fitted.save()).length).toBeLessThan(300_000);
    const { mean } = fitted.predict(DAY);
    expect(Math.max(...mean)).toBeGreaterThan(280);
    expect(Math.min(...mean)).toBeGreaterThan(150);
  });

  it('says the last season again, with wider bands, beyond what it learnt', () => {
    const fitted = ensemble({ reach: DAY }).fit(seriesOf(load(28, 8)));

    const { mean, quantiles } = fitted.predict(3 * DAY, [0.1, 0.9]);

    const widthAt = (lead: number) => (quantiles[1]?.[lead] as number) - (quantiles[0]?.[lead] as number);
    for (const lead of [3, 20, 47]) {
      expect(mean[lead + 2 * DAY]).toBeCloseTo(mean[lead] as number, -2);
      expect(widthAt(lead + 2 * DAY)).toBeGreaterThan(widthAt(lead));
    }
  });

  it('is sure of a clean series, and not of noise', () => {
    const random = seededRandom(2);
    const clean = ensemble()
      .fit(seriesOf(load(28, 0.5)))
      .predict(DAY);
    const noisy = ensemble()
      .fit(seriesOf(Array.from({ length: 28 * DAY }, () => normal(random))))
      .predict(DAY);

    expect(clean.confidence).toBeGreaterThan(0.9);
    expect(noisy.confidence).toBeLessThan(0.3);
  });

  it('is learnt around a gap of a day', () => {
    const values: (number | null)[] = load(28, 8);
    values.fill(null, 20 * DAY, 21 * DAY);

    const { mean } = ensemble().fit(seriesOf(values)).predict(DAY);

    const whole = ensemble()
      .fit(seriesOf(load(28, 8)))
      .predict(DAY).mean;
    const apart = mean.reduce((sum, value, lead) => sum + Math.abs(value - (whole[lead] as number)), 0) / DAY;
    expect(apart).toBeLessThan(6);
  });

  it('takes a period of its own, and refuses what is none', () => {
    const values = Array.from({ length: 300 }, (_, index) => [3, 9, 4, 1, 8][index % 5] as number);

    const { mean } = ensemble({ period: 5 }).fit(seriesOf(values)).predict(10);

    expect(Array.from(mean, Math.round)).toEqual([3, 9, 4, 1, 8, 3, 9, 4, 1, 8]);
    expect(() => ensemble({ period: 1.5 })).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => ensemble({ reach: 0 })).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });

  it('refuses what another model saved, and a save that was cut', () => {
    const saved = ensemble()
      .fit(seriesOf(load(9, 8)))
      .save();
    const state = saved.state as { readonly groups: readonly unknown[] };
    const broken = { ...saved, state: { ...state, groups: [] } } as typeof saved;

    expect(() => directRidge().restore(saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
    expect(() => ensemble().restore(broken)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
  });
});

describe('doublingGroups', () => {
  it('covers each lead once, up to the reach', () => {
    for (const [reach, season] of [
      [1, 24],
      [2, 288],
      [30, 24],
      [48, 24],
      [576, 288],
    ] as const) {
      const groups = doublingGroups(reach, season);

      expect(groups[0]?.from).toBe(1);
      expect(groups.at(-1)?.to).toBe(reach);
      for (let index = 1; index < groups.length; index++)
        expect(groups[index]?.from).toBe((groups[index - 1]?.to as number) + 1);
    }
  });
});
