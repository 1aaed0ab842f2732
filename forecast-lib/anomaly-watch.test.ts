import { expect, test } from 'vitest';
import { anomalyWatch, restoreAnomalyWatch } from './anomaly-watch.ts';
import { lastValue } from './last-value.ts';
import { parseSeries } from './series.ts';

const VALUES = [10, 12, 11, 13, 12, 10, 11, 12, 10, 11];

const fitted = () => lastValue().fit(parseSeries({ values: VALUES, stepSeconds: 60 }));

test('a sample is judged by the band that was there before it', () => {
  const watch = anomalyWatch(fitted());

  const usual = watch.take(12);
  const next = watch.take(12);

  expect(usual).toMatchObject({ value: 12, expected: 11 });
  expect(usual.score).toBeLessThan(0.7);
  expect(next.expected).toBe(12);
});

test('a spike is strange and does not bend what is expected next', () => {
  const watch = anomalyWatch(fitted());

  const spike = watch.take(1e12);
  const after = watch.take(11);

  expect([spike.sigmas, spike.score]).toEqual([40, 1]);
  expect(after.expected).toBe(11);
  expect(after.score).toBeLessThan(0.1);
});

test('a level that stays strange is believed after a few samples', () => {
  const watch = anomalyWatch(fitted(), { doubtSteps: 2 });

  const expected = [90, 90, 90, 90].map((value) => watch.take(value).expected);

  expect(expected).toEqual([11, 11, 11, 90]);
});

test('a usual sample ends the doubt, and a missing one leaves it', () => {
  const [usual, missing] = [11, Number.NaN].map((between) => {
    const watch = anomalyWatch(fitted(), { doubtSteps: 2 });
    return [90, between, 90, 90, 90].map((value) => watch.take(value).expected);
  });

  expect(usual).toEqual([11, 11, 11, 11, 11]);
  expect(missing).toEqual([11, 11, 11, 11, 90]);
});

test('a missing sample has no score and moves time on', () => {
  const watch = anomalyWatch(fitted());
  const near = anomalyWatch(fitted()).take(14);

  const missing = watch.take(Number.NaN);
  const later = watch.take(14);

  expect([missing.sigmas, missing.score]).toEqual([NaN, NaN]);
  expect(later.score).toBeLessThan(near.score);
});

test('what was saved goes on in the middle of doubt', () => {
  const watch = anomalyWatch(fitted());
  watch.take(90);
  watch.take(90);

  const restored = restoreAnomalyWatch(lastValue(), JSON.parse(JSON.stringify(watch.save())));

  for (const value of [90, 90, 91]) expect(restored.take(value)).toEqual(watch.take(value));
});

test('a model that cannot be updated cannot be watched', () => {
  const { model, predict, save } = fitted();

  expect(() => anomalyWatch({ model, predict, save })).toThrow(expect.objectContaining({ code: 'no-update' }));
});

test.each([{ doubtSigmas: 0 }, { doubtSteps: -1 }])('%j is no option', (options) => {
  expect(() => anomalyWatch(fitted(), options)).toThrow(expect.objectContaining({ code: 'bad-option' }));
});

test.each([null, 3, {}, { doubted: 0 }, { doubted: -1, fitted: {} }, { doubted: 0, fitted: { model: 'x' } }])(
  '%j is not what a watch saved',
  (saved) => {
    expect(() => restoreAnomalyWatch(lastValue(), saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
  },
);
