import { expect, test } from 'vitest';
import { deriveSeries } from './series-derivation.ts';
import { SeriesStoreMemory } from './series-store-memory.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = 472_222 * HOUR;
const ALL = { fromAt: 0, toAt: Number.MAX_SAFE_INTEGER };
const derive = (store: SeriesStoreMemory, fromAt: number, toAt: number) =>
  deriveSeries(store, 'shop/chat', 'live', { fromAt, toAt, stepSeconds: 60 });

async function kept() {
  const store = new SeriesStoreMemory();
  const raw = Array.from({ length: 150 }, (_, index) => ({
    at: START + index * MINUTE + 300,
    value: index === 70 ? 1e9 : 50 + (index % 7),
  }));
  await store.append('shop/chat', 'live', raw);
  return store;
}

test('processed samples and whole hours stand beside the raw ones', async () => {
  const store = await kept();

  const { outliers } = await derive(store, START, START + 150 * MINUTE);

  const processed = await store.read('shop/chat', 'live', { ...ALL, resolution: 'processed' });
  expect(outliers).toEqual([START + 70 * MINUTE]);
  expect(processed).toHaveLength(150);
  expect(Math.max(...processed.map(({ value }) => value))).toBeLessThan(60);
  const hours = await store.read('shop/chat', 'live', { ...ALL, resolution: 'hour' });
  expect(hours.map(({ at, max }) => [at, max])).toEqual([
    [START, 56],
    [START + HOUR, 56],
  ]);
});

test('only the time that was asked for is written, with all that is known before it', async () => {
  const store = await kept();

  const { samples, outliers } = await derive(store, START + 65 * MINUTE, START + 75 * MINUTE);

  expect(samples).toHaveLength(11);
  expect(outliers).toEqual([START + 70 * MINUTE]);
  expect(await store.read('shop/chat', 'live', { ...ALL, resolution: 'processed' })).toHaveLength(11);
  expect(await store.read('shop/chat', 'live', { ...ALL, resolution: 'hour' })).toEqual([]);
});

test('a time that got more samples is made anew', async () => {
  const store = await kept();
  await derive(store, START, START + 150 * MINUTE);

  await store.append('shop/chat', 'live', [{ at: START + 3 * MINUTE + 300, value: 55 }]);
  await derive(store, START, START + 10 * MINUTE);

  const [third] = await store.read('shop/chat', 'live', {
    fromAt: START + 3 * MINUTE,
    toAt: START + 3 * MINUTE,
    resolution: 'processed',
  });
  expect(third?.value).toBe(55);
});
