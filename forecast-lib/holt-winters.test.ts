import { expect, test } from 'vitest';
import { holtWinters } from './holt-winters.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';

function growing(samples: number, floor: number) {
  const random = seededRandom(8);
  const values = Float64Array.from({ length: samples }, (_, hour) => {
    const level = 100 + hour;
    return Math.max(floor, level * (1 + 0.5 * Math.sin((2 * Math.PI * hour) / 24)) + random());
  });
  return parseSeries({ values, stepSeconds: 3600 });
}

test('a season that grows with the level goes on growing where it is multiplicative', () => {
  const series = growing(24 * 10, 0);

  const { mean } = holtWinters({ seasonal: 'multiplicative' }).fit(series).predict(24);

  expect(mean[6]).toBeCloseTo(346 * 1.5, -1);
  expect(mean[18]).toBeCloseTo(358 * 0.5, -1);
});

test('a multiplicative season on samples that are not above 0 is an additive one', () => {
  const series = parseSeries({ values: growing(24 * 4, 0).values.map((value) => value - 150), stepSeconds: 3600 });

  const asked = holtWinters({ seasonal: 'multiplicative' }).fit(series).predict(24);

  expect(asked).toEqual(holtWinters().fit(series).predict(24));
});

test('a zero after a multiplicative fit moves time on and nothing else', () => {
  const fitted = holtWinters({ seasonal: 'multiplicative' }).fit(growing(24 * 4, 0));
  const next = fitted.predict(3).mean.slice(1);

  fitted.update?.(0);

  for (const [lead, mean] of fitted.predict(2).mean.entries()) expect(mean).toBeCloseTo(next[lead] ?? 0, 6);
});

test('less than two seasons are too short, and half a step is no period', () => {
  expect(() => holtWinters().fit(growing(47, 0))).toThrowError(expect.objectContaining({ code: 'too-short' }));
  expect(() => holtWinters({ period: 2.5 })).toThrowError(expect.objectContaining({ code: 'bad-option' }));
});
