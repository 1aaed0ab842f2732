import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanOutliers } from './outliers.ts';
import { seededRandom } from './random.ts';

const DAY = 48;

function days(count: number, noise = 5): Float64Array {
  const random = seededRandom(4);
  return Float64Array.from(
    { length: count * DAY },
    (_, step) => 100 + 60 * Math.sin((step * Math.PI) / 24) + noise * random(),
  );
}

function withSpikes(values: Float64Array, spikes: Readonly<Record<number, number>>): Float64Array {
  const copy = values.slice();
  for (const [index, value] of Object.entries(spikes)) copy[Number(index)] = value;
  return copy;
}

test('spikes are found, become near what was there, and nothing else is touched', () => {
  const values = days(14);
  const spiked = withSpikes(values, { 0: 1e12, 100: -1e12, 333: 400, 334: 400, 500: 0, 671: 1e12 });

  const cleaned = cleanOutliers(spiked, DAY);

  expect(cleaned.indices).toEqual([0, 100, 333, 334, 500, 671]);
  for (const [index, value] of cleaned.values.entries()) {
    if (!cleaned.indices.includes(index)) expect(value).toBe(values[index]);
    else expect(Math.abs(value - (values[index] as number))).toBeLessThan(20);
  }
});

test('the series given is not changed', () => {
  const spiked = withSpikes(days(14), { 100: 1e12 });
  const before = spiked.slice();

  cleanOutliers(spiked, DAY);

  expect(spiked).toEqual(before);
});

test('noise, a season and missing samples are no outliers', () => {
  const values = withSpikes(days(14, 30), { 50: NaN, 51: NaN });

  expect(cleanOutliers(values, DAY)).toEqual({ values, indices: [] });
});

test('a peak that comes every day at its time is no outlier', () => {
  const values = days(14).map((value, step) => (step % DAY === 20 ? 900 : value));

  expect(cleanOutliers(values, DAY).indices).toEqual([]);
});

test('a level that shifts is no outlier, also where it has just begun', () => {
  const values = days(14);
  const before = values.map((value, step) => (step < 300 ? value : value + 500));
  const justNow = values.map((value, step) => (step < values.length - 3 ? value : value + 500));

  expect([cleanOutliers(before, DAY).indices, cleanOutliers(justNow, DAY).indices]).toEqual([[], []]);
});

test('no run of 1e12 survives, wherever it is and however long', () => {
  const values = days(14);
  for (const [from, to] of [
    [0, 30],
    [300, 302],
    [300, 340],
    [632, 672],
    [669, 672],
  ] as const) {
    const cleaned = cleanOutliers(values.slice().fill(1e12, from, to), DAY);

    expect(Math.max(...cleaned.values)).toBeLessThan(400);
    expect(cleaned.indices).toHaveLength(to - from);
  }
});

test('a spike of 1e12 does not survive in a constant, in zeros, in a handful of samples', () => {
  const constant = cleanOutliers([7, 7, 7, 7, 1e12, 7, 7], 0);
  const zeros = cleanOutliers([0, 0, 0, 1e12, 0, 0], 0);
  const few = cleanOutliers([3, 1e12, 4], 0);

  expect([constant.values[4], zeros.values[3]]).toEqual([7, 0]);
  expect(few.values[1]).toBeLessThan(5);
});

test('counts near zero are no outliers of zero', () => {
  const random = seededRandom(6);
  const counts = Array.from({ length: 500 }, () => (random() < 0.1 ? 1 + Math.floor(3 * random()) : 0));

  expect(cleanOutliers(counts, 0).indices).toEqual([]);
});

test.each([[[]], [[NaN, NaN]], [[5]], [[1, 2]], [[0, 0, 0, 0]], [[NaN, 4, NaN]]])('%j is taken as it is', (values) => {
  expect(cleanOutliers(values, 24)).toEqual({ values: Float64Array.from(values), indices: [] });
});

test('outliers are the same at every scale, sign and level, and the cleaned series moves with them', () => {
  const numbers = fc.array(fc.integer({ min: 900, max: 1_100 }), { minLength: 20, maxLength: 80 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: -6, max: 6 }), fc.nat(19), (values, power, at) => {
      const spiked = values.with(at, 64_000);
      const plain = cleanOutliers(spiked, 0);
      const scaled = cleanOutliers(
        spiked.map((value) => -value * 2 ** power),
        0,
      );
      expect(scaled.indices).toEqual(plain.indices);
      expect(scaled.values).toEqual(plain.values.map((value) => -value * 2 ** power));
      expect(plain.indices).toContain(at);
    }),
  );
});

test('the window that slides knows the same medians as one that is sorted anew', () => {
  const number = fc.integer({ min: 1, max: 40 });
  const numbers = fc.oneof(
    fc.array(number, { minLength: 1, maxLength: 12 }),
    fc.array(number, { minLength: 12, maxLength: 60 }),
  );
  const median = (values: number[]) => {
    const sorted = values.toSorted((one, other) => one - other);
    return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
  };
  fc.assert(
    fc.property(numbers, (values) => {
      const around = values.map((_, place) => {
        const from = Math.max(0, Math.min(place - 6, values.length - 13));
        return values.slice(from, from + 13);
      });
      const middles = around.map(median);
      const away = values.map((value, place) => Math.abs(value - (middles[place] as number)));
      const everywhere = median(away);
      fc.pre(everywhere > 0);
      const isOutlier = away.map((distance, place) => {
        const middle = middles[place] as number;
        const local = median((around[place] as number[]).map((value) => Math.abs(value - middle)));
        return distance > 2 * 1.4826 * Math.max(local, everywhere);
      });
      const endRun = isOutlier.length - 1 - isOutlier.lastIndexOf(false);
      const last = endRun >= 3 ? isOutlier.length - endRun : isOutlier.length;
      const expected = isOutlier.flatMap((is, place) => (is && place < last ? [place] : []));
      expect(cleanOutliers(values, 0, 2).indices).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
