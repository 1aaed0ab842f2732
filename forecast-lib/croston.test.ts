import { expect, test } from 'vitest';
import { croston } from './croston.ts';
import { parseSeries } from './series.ts';

const rare = parseSeries({
  values: Array.from({ length: 100 }, (_, index) => (index % 10 === 9 ? 5 : 0)),
  stepSeconds: 60,
});

test('the mean is size over interval, and most quantiles are nothing', () => {
  const { mean, quantiles } = croston({ variant: 'croston' }).fit(rare).predict(2, [0.5, 0.89, 0.95]);

  expect(mean).toEqual(Float64Array.of(0.5, 0.5));
  expect(quantiles.map((row) => row[0] === 0)).toEqual([true, true, false]);
});

test('only tsb forgets what ended', () => {
  const silent = Array.from({ length: 100 }, () => 0);
  const [one, other] = [croston({ variant: 'sba' }).fit(rare), croston({ variant: 'tsb' }).fit(rare)];

  for (const value of silent) for (const fitted of [one, other]) fitted.update?.(value);

  expect(one.predict(1).mean[0]).toBeCloseTo(0.475, 12);
  expect(other.predict(1).mean[0]).toBeLessThan(1e-4);
});

test('where nothing ever came, nothing will', () => {
  const { mean, quantiles } = croston()
    .fit(parseSeries({ values: [0, 0, 0], stepSeconds: 60 }))
    .predict(1);

  expect([...mean, ...quantiles.map((row) => row[0])]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('an alpha of 0 learns nothing and is refused', () => {
  expect(() => croston({ alpha: 0 })).toThrowError(expect.objectContaining({ code: 'bad-option' }));
});
