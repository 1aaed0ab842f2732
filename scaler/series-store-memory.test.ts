import { test } from 'vitest';
import { SeriesStoreMemory } from './series-store-memory.ts';
import { SERIES_STORE_PROMISES, SUITE_PRUNE_MOST, SUITE_RETENTION } from './series-store-suite.ts';

for (const promise of SERIES_STORE_PROMISES) {
  test(`memory: ${promise.name}`, async () => {
    const store = new SeriesStoreMemory(SUITE_RETENTION, SUITE_PRUNE_MOST);
    await promise.try({ store, again: undefined });
    await store.close();
  });
}
