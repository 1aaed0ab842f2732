import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenSamples, type Sample } from './even-samples.ts';
import { seededRandom } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday at midnight in UTC. */
const START = 1_700_438_400_000;

function every(stepMs: number, values: (number | null)[], from = START): Sample[] {
  return values.map((value, index) => [from + index * stepMs, value]);
}

test('even samples stay as they are', () => {
  const series = evenSamples(every(5 * MINUTE, [1, 2, 3]));

  expect(series).toEqual({ values: Float64Array.of(1, 2, 3), stepSeconds: 300, startAt: START });
});

test('the order of samples does not count, nor do copies of them', () => {
  const samples = every(MINUTE, [4, 1, 5, 9, 2, 6]);
  const asTold = evenSamples(samples);

  fc.assert(
    fc.property(fc.shuffledSubarray([...samples, ...samples], { minLength: 12 }), (mixed) => {
      expect(evenSamples(mixed)).toEqual(asTold);
    }),
  );
});

test('different samples of one time become their mean', () => {
  const { values } = evenSamples([...every(MINUTE, [1, 2, 3, 4]), [START + MINUTE, 10]]);

  expect(values).toEqual(Float64Array.of(1, 6, 3, 4));
});

test('a sampler that is a little early or late loses and doubles nothing', () => {
  const random = seededRandom(8);
  const values = Array.from({ length: 500 }, (_, index) => index);
  const late = values.map((value): Sample => [START + value * 5 * MINUTE + (random() - 0.5) * 2 * MINUTE, value]);

  const series = evenSamples(late);

  expect([series.stepSeconds, series.startAt]).toEqual([300, START]);
  expect(series.values).toEqual(Float64Array.from(values));
});

test('steps lie where samples lie that are far from whole multiples', () => {
  const series = evenSamples(every(5 * MINUTE, [1, 2, 3], START + 2 * MINUTE));

  expect(series).toEqual({ values: Float64Array.of(1, 2, 3), stepSeconds: 300, startAt: START + 2 * MINUTE });
});

test('samples that come more often than the step become means from its time to the next', () => {
  const series = evenSamples(every(MINUTE, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], START), 300);

  expect(series).toEqual({ values: Float64Array.of(3, 8), stepSeconds: 300, startAt: START });
});

test('a step with fewer than half of its samples is missing, and one with half is not', () => {
  const samples = every(
    MINUTE,
    Array.from({ length: 16 }, () => 7),
  ).filter((_, index) => ![4, 5, 6, 8, 9].includes(index));

  const { values } = evenSamples(samples, 240);

  expect(values).toEqual(Float64Array.of(7, NaN, 7, 7));
});

test('a missing sample leaves its step empty, and so does a hole', () => {
  const samples: Sample[] = [...every(HOUR, [1, null, 3, Number.NaN, 5]), [START + 7 * HOUR, 8]];

  const { values } = evenSamples(samples);

  expect(values).toEqual(Float64Array.of(1, NaN, 3, NaN, 5, NaN, NaN, 8));
});

test('wall-clock hours read as UTC have a missing hour in spring and a mean of two in autumn', () => {
  const spring = every(HOUR, [0, 1, 2, 3, 4, 5]).filter((_, hour) => hour !== 2);
  const autumn = [...every(HOUR, [0, 1, 2, 3, 4]), [START + 2 * HOUR, 8]] satisfies Sample[];

  const hours = [evenSamples(spring).values, evenSamples(autumn).values];

  expect(hours).toEqual([Float64Array.of(0, 1, NaN, 3, 4, 5), Float64Array.of(0, 1, 5, 3, 4)]);
});

test('a step near a usual one is that one, and any other stays', () => {
  const steps = [301, 3_590, 86_000, 47].map((seconds) => evenSamples(every(seconds * 1000, [1, 2, 3])).stepSeconds);

  expect(steps).toEqual([300, 3_600, 86_400, 47]);
});

test('one sample is a series where the step is told', () => {
  expect(evenSamples([[START, 5]], 300)).toEqual({ values: Float64Array.of(5), stepSeconds: 300, startAt: START });
});

test('times before 1970 are times', () => {
  expect(evenSamples(every(HOUR, [1, 2, 3], -2 * HOUR)).startAt).toBe(-2 * HOUR);
});

test('each known sample is in one step: sums of means and counts agree, at any times', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 50 }), (seconds, step) => {
      const { values } = evenSamples(
        seconds.map((second): Sample => [second * 1000, 3]),
        step,
      );
      expect(values.every((value) => Number.isNaN(value) || value === 3)).toBe(true);
      expect(values.length).toBeLessThanOrEqual(200 / step + 2);
    }),
  );
});

test.each([
  ['no sample', [], undefined, 'bad-samples'],
  ['one time and no step', [[START, 1]], undefined, 'bad-samples'],
  ['a time that is none', [[Number.NaN, 1]], 60, 'bad-samples'],
  ['a span that fills the memory', [[0, 1], ...every(MINUTE, [1, 2, 3, 4])], 60, 'bad-samples'],
  ['a value without end', [[START, Number.POSITIVE_INFINITY]], 60, 'bad-value'],
  ['a step of nothing', every(MINUTE, [1, 2]), 0, 'bad-step'],
  ['nothing but missing samples', every(MINUTE, [null, null]), undefined, 'all-missing'],
] satisfies [string, Sample[], number | undefined, string][])('%s is a fault', (_, samples, step, code) => {
  expect(() => evenSamples(samples, step)).toThrow(expect.objectContaining({ code }));
});
