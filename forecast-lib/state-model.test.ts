import { expect, test } from 'vitest';
import { holtWinters } from './holt-winters.ts';
import { lastValue } from './last-value.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';

const random = seededRandom(2);
const series = parseSeries({
  values: Float64Array.from({ length: 96 }, (_, hour) => 50 + (hour % 24) + random()),
  stepSeconds: 3600,
});
const model = holtWinters();

test('what was saved goes on elsewhere as if nothing had been', () => {
  const fitted = model.fit(series);
  const restored = model.restore(JSON.parse(JSON.stringify(fitted.save())));

  for (const value of [51, Number.NaN, 55]) {
    fitted.update?.(value);
    restored.update?.(value);
  }

  expect(restored.predict(48)).toEqual(fitted.predict(48));
  expect(restored.predict(1).startAt).toBe(99 * 3_600_000);
});

test.each([
  ['another model', { model: 'ses' }],
  ['another version', { version: 9 }],
  ['no state', { state: null }],
  ['an empty state', { state: {} }],
  ['a text among numbers', { state: { ...(model.fit(series).save().state as object), season: ['x'] } }],
  ['a slot that is not', { state: { ...(model.fit(series).save().state as object), slot: 99 } }],
  ['a missing number', { state: { ...(model.fit(series).save().state as object), level: null } }],
])('%s is refused', (_, part) => {
  const saved = { ...model.fit(series).save(), ...part };

  expect(() => model.restore(saved)).toThrowError(expect.objectContaining({ code: 'bad-saved' }));
});

test('a number that cannot be squared is refused and changes nothing', () => {
  const fitted = lastValue().fit(series);
  const before = fitted.predict(3);

  expect(() => fitted.update?.(1e200)).toThrowError(expect.objectContaining({ code: 'bad-value' }));

  expect(fitted.predict(3)).toEqual(before);
});
