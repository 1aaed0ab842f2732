import assert from 'node:assert/strict';
import type { SeriesStore, StoredSample } from './series-store.ts';

/** What a promise is tried on. */
export interface SeriesStoreTrial {
  /** Fresh; it prunes at most 100 samples at once, and keeps raw ones 10 days, processed ones 20 and hours 30. */
  readonly store: SeriesStore;
  /** Another keeper of the same samples, as after a restart; undefined where they go with the process. */
  readonly again: (() => SeriesStore) | undefined;
}

/** One promise of the port. It throws where the promise does not hold. */
export interface StorePromise {
  readonly name: string;
  try(trial: SeriesStoreTrial): Promise<void>;
}

export const SUITE_RETENTION = { rawDays: 10, processedDays: 20, hourDays: 30 };
export const SUITE_PRUNE_MOST = 100;

const DAY_MS = 86_400_000;
const ALL = { fromAt: 0, toAt: Number.MAX_SAFE_INTEGER, resolution: 'raw' } as const;
const [W, M] = ['shop/chat', 'live'];
const samplesAt = (...times: readonly number[]): StoredSample[] => times.map((at) => ({ at, value: at / 7 }));
const timesOf = (samples: readonly StoredSample[]) => samples.map(({ at }) => at);

/** What every keeper of series promises: one for each MUST of the port. */
export const SERIES_STORE_PROMISES: readonly StorePromise[] = [
  {
    name: 'samples come back rising and exactly as they were written, in whatever order they came',
    async try({ store }) {
      const values = [0.1 + 0.2, -0, 5e-324, 1.7976931348623157e308, -1e-7, 123_456_789.123_456_78];
      const samples = values.map((value, index) => ({ at: 1_700_000_000_000 + ((index * 5) % 6) * 60_000, value }));
      await store.append(W, M, samples.slice(0, 3));
      await store.append(W, M, samples.slice(3));
      const read = await store.read(W, M, ALL);
      const sorted = samples.toSorted((one, other) => one.at - other.at);
      // A zero below zero is a zero.
      assert.deepEqual(
        read.map(({ at, value }) => [at, value + 0]),
        sorted.map(({ at, value }) => [at, value + 0]),
      );
    },
  },
  {
    name: 'what was kept is there for the next keeper',
    async try({ store, again }) {
      await store.append(W, M, samplesAt(1_000, 2_000));
      await store.append(W, M, [{ at: 0, value: 1.5, max: 3.25 }], 'hour');
      const next = again?.() ?? store;
      assert.deepEqual(await next.read(W, M, ALL), samplesAt(1_000, 2_000));
      assert.deepEqual(await next.read(W, M, { ...ALL, resolution: 'hour' }), [{ at: 0, value: 1.5, max: 3.25 }]);
      if (next !== store) await next.close();
    },
  },
  {
    name: 'of two for one time the last one written is read, and there is one',
    async try({ store }) {
      await store.append(W, M, [...samplesAt(1_000, 2_000, 3_000), { at: 2_000, value: 5 }]);
      await store.append(W, M, [{ at: 1_000, value: 9 }]);
      await store.append(W, M, [{ at: 3_000, value: 7 }]);
      await store.append(W, M, samplesAt(3_000));
      const expected = [{ at: 1_000, value: 9 }, { at: 2_000, value: 5 }, ...samplesAt(3_000)];
      assert.deepEqual(await store.read(W, M, ALL), expected);
    },
  },
  {
    name: 'a range has its ends in it and nothing beside it; a gap is samples that are not there',
    async try({ store }) {
      await store.append(W, M, samplesAt(1_000, 2_000, 5_000, 6_000));
      await store.append(W, M, samplesAt(500));
      assert.deepEqual(
        timesOf(await store.read(W, M, { ...ALL, fromAt: 500, toAt: 5_000 })),
        [500, 1_000, 2_000, 5_000],
      );
      assert.deepEqual(timesOf(await store.read(W, M, { ...ALL, fromAt: 2_001, toAt: 4_999 })), []);
      assert.deepEqual(timesOf(await store.read(W, M, { ...ALL, fromAt: 3_000, toAt: 1_000 })), []);
    },
  },
  {
    name: 'resolutions, workloads and metrics do not touch each other, whatever they are called',
    async try({ store }) {
      const names = [
        ['a/b', 'c'],
        ['a', 'b/c'],
        ['a', 'b'],
        ['{x}', '*'],
        ['a b:late', '__proto__'],
        ['é"\u0000', "'; DROP TABLE sample; --"],
      ] as const;
      for (const [index, [workload, metric]] of names.entries()) {
        await store.append(workload, metric, [{ at: 1_000, value: index }]);
        await store.append(workload, metric, [{ at: 1_000, value: index + 100 }], 'processed');
      }
      for (const [index, [workload, metric]] of names.entries()) {
        assert.deepEqual(await store.read(workload, metric, ALL), [{ at: 1_000, value: index }]);
        const processed = await store.read(workload, metric, { ...ALL, resolution: 'processed' });
        assert.deepEqual(processed, [{ at: 1_000, value: index + 100 }]);
        assert.deepEqual(await store.read(workload, metric, { ...ALL, resolution: 'hour' }), []);
      }
      assert.deepEqual(await store.read('nobody', 'nothing', ALL), []);
    },
  },
  {
    name: 'weeks of minutes are taken at once and read whole',
    async try({ store }) {
      const weeks = samplesAt(...Array.from({ length: 21_000 }, (_, index) => 1_700_000_000_000 + index * 60_000));
      await store.append(W, M, weeks);
      assert.deepEqual(await store.read(W, M, ALL), weeks);
    },
  },
  {
    name: 'what cannot be a sample is refused with the whole batch',
    async try({ store }) {
      for (const bad of [
        { at: 1_000, value: Number.NaN },
        { at: 1_000, value: Number.POSITIVE_INFINITY },
        { at: 1.5, value: 1 },
        { at: -1, value: 1 },
        { at: 1_000, value: 1, max: Number.NaN },
      ]) {
        await assert.rejects(store.append(W, M, [{ at: 5, value: 1 }, bad]), { code: 'series' });
      }
      assert.deepEqual(await store.read(W, M, ALL), []);
      await store.append(W, M, []);
    },
  },
  {
    name: 'pruning forgets what is older than it is kept, each resolution by its own age',
    async try({ store }) {
      const now = 100 * DAY_MS;
      const days = samplesAt(...[65, 75, 85, 95].map((day) => day * DAY_MS));
      for (const resolution of ['raw', 'processed', 'hour'] as const) await store.append(W, M, days, resolution);
      await store.append(W, M, samplesAt(66 * DAY_MS));
      while ((await store.prune(now)) > 0);
      const left = async (resolution: 'raw' | 'processed' | 'hour') =>
        timesOf(await store.read(W, M, { ...ALL, resolution })).map((at) => at / DAY_MS);
      assert.deepEqual(
        [await left('raw'), await left('processed'), await left('hour')],
        [[95], [85, 95], [75, 85, 95]],
      );
      await store.append(W, M, samplesAt(99 * DAY_MS, 70 * DAY_MS));
      assert.deepEqual(await left('raw'), [70, 95, 99]);
    },
  },
  {
    name: 'pruning takes no more at once than its bound, and in the end comes to every series',
    async try({ store }) {
      const old = samplesAt(...Array.from({ length: 150 }, (_, index) => index * 1_000));
      for (const metric of ['one', 'two', 'three']) await store.append(W, metric, old);
      const went: number[] = [];
      for (let times = 0; times < 20 && went.at(-1) !== 0; times++) went.push(await store.prune(100 * DAY_MS));
      assert.ok(went.every((count) => count <= SUITE_PRUNE_MOST));
      assert.equal(
        went.reduce((sum, count) => sum + count, 0),
        450,
      );
      for (const metric of ['one', 'two', 'three']) assert.deepEqual(await store.read(W, metric, ALL), []);
      await store.append(W, 'one', samplesAt(99 * DAY_MS));
      assert.equal((await store.read(W, 'one', ALL)).length, 1);
    },
  },
];
