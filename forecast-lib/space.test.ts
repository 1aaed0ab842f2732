import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drift } from './drift.ts';
import { quantileOf } from './forecast.ts';
import { lastValue } from './last-value.ts';
import type { Model, SavedFitted } from './model.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';
import { logSpace, nonNegative } from './space.ts';

const fitOf = (model: Model, values: (number | null)[]) => model.fit(parseSeries({ values, stepSeconds: 300 }));

test('what falls to zero stops there where the series never was below', () => {
  const { mean, quantiles } = fitOf(nonNegative(drift()), [9, 6, 4, 1]).predict(4);

  expect(Math.min(...mean, ...quantiles.flatMap((row) => [...row]))).toBe(0);
  expect(fitOf(drift(), [9, 6, 4, 1]).predict(4).mean[3]).toBeLessThan(0);
});

test('a series that was below zero is forecast as if nothing was wrapped', () => {
  const values = [9, -6, 4, 1];

  expect(fitOf(nonNegative(drift()), values).predict(9)).toEqual(fitOf(drift(), values).predict(9));
});

test('the first negative sample of an update ends the cut, also after a save', () => {
  const model = nonNegative(drift());
  const fitted = fitOf(model, [9, 6, 4, 1]);

  fitted.update?.(-2);
  const restored = model.restore(JSON.parse(JSON.stringify(fitted.save())));

  expect(fitted.predict(1).mean[0]).toBeLessThan(0);
  expect(restored.predict(4)).toEqual(fitted.predict(4));
});

test.each([nonNegative(lastValue()), logSpace(lastValue()), logSpace(nonNegative(drift()))])(
  '$name goes on after JSON as if nothing had been',
  (model) => {
    const fitted = fitOf(model, [3, null, 40, 7, 0, 12, 5]);

    const restored = model.restore(JSON.parse(JSON.stringify(fitted.save())));
    for (const one of [fitted, restored]) {
      one.update?.(1e5);
      one.update?.(Number.NaN);
    }

    expect(restored.predict(5, [0.2, 0.8])).toEqual(fitted.predict(5, [0.2, 0.8]));
    expect(restored.model).toBe(model.name);
  },
);

test('a wrapper has an update only where the model has one', () => {
  const rigid: Model = {
    ...lastValue(),
    fit(series) {
      const { model, predict, save } = lastValue().fit(series);
      return { model, predict, save };
    },
  };

  expect([fitOf(nonNegative(rigid), [1]).update, fitOf(logSpace(rigid), [1]).update]).toEqual([undefined, undefined]);
});

test('a last value comes back from log space as it was', () => {
  const { mean } = fitOf(logSpace(lastValue()), [7, 7, 7]).predict(2);

  expect(mean[1]).toBeCloseTo(7, 10);
});

test('growth by a share each step goes on by that share in log space', () => {
  const values = Array.from({ length: 60 }, (_, step) => 2 * 1.1 ** step);

  const { mean } = fitOf(logSpace(drift()), values).predict(1);

  expect(mean[0]).toBeGreaterThan(1.05 * (values[59] as number));
});

test('growth does not go on beyond a thousand times the largest sample', () => {
  const forecast = fitOf(logSpace(drift()), [1, 10, 100, 1_000, 10_000]).predict(2_000);

  expect(Math.max(...forecast.mean, ...forecast.quantiles.flatMap((row) => [...row]))).toBe(1e7);
});

test('the mean of a skewed future lies above its median, near the mean of what the band says', () => {
  const random = seededRandom(2);
  const values = Array.from({ length: 400 }, () => 100 * Math.exp(0.3 * (random() + random() + random() - 1.5)));
  const levels = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);

  const forecast = fitOf(logSpace(lastValue()), values).predict(1, levels);

  const ofBand = forecast.quantiles.reduce((sum, row) => sum + (row[0] as number), 0) / levels.length;
  expect(forecast.mean[0]).toBeGreaterThan(quantileOf(forecast, 0.5)[0] as number);
  expect(forecast.mean[0]).toBeCloseTo(ofBand, -1);
});

test('levels told by log space are those asked for', () => {
  const fitted = fitOf(logSpace(lastValue()), [1, 4, 2]);

  expect(fitted.predict(1, [0.9, 0.25]).levels).toEqual([0.25, 0.9]);
  expect(fitted.predict(1).levels).toEqual([0.05, 0.1, 0.5, 0.9, 0.95]);
});

test('log space takes any numbers, gives finite ones, and is the same at every scale', () => {
  const samples = fc.array(fc.integer({ min: -1e6, max: 1e12 }), { minLength: 2, maxLength: 30 });
  const numbers = (values: number[]) => {
    const { mean, quantiles } = fitOf(logSpace(drift()), values).predict(100);
    return [mean, ...quantiles].flatMap((row) => [...row]);
  };
  fc.assert(
    fc.property(samples, fc.integer({ min: -8, max: 8 }), (values, power) => {
      const plain = numbers(values);
      const scaled = numbers(values.map((value) => value * 2 ** power));
      expect(plain.every(Number.isFinite)).toBe(true);
      expect(scaled).toEqual(plain.map((value) => value * 2 ** power));
    }),
    { numRuns: 50 },
  );
});

test.each([
  { model: 'other', version: 1, state: {} },
  { model: 'drift-log', version: 2, state: {} },
  { model: 'drift-log', version: 1, state: null },
  { model: 'drift-log', version: 1, state: { scale: 1, largest: 1 } },
  { model: 'drift-log', version: 1, state: { scale: 0, largest: 1, inner: fitOf(drift(), [1]).save() as never } },
  { model: 'drift-log', version: 1, state: { scale: 1, largest: 1, inner: { model: 'drift', version: 9, state: 1 } } },
] satisfies SavedFitted[])('%j is not what a model in log space saved', (saved) => {
  expect(() => logSpace(drift()).restore(saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
