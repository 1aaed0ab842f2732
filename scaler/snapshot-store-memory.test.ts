import { expect, test } from 'vitest';
import { snapshotOf } from './snapshot-fixture.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';
import { SNAPSHOT_STORE_PROMISES } from './snapshot-store-suite.ts';

for (const promise of SNAPSHOT_STORE_PROMISES) {
  test(`memory: ${promise.name}`, () => promise.try(new SnapshotStoreMemory()));
}

test('a listener that throws does not keep others from hearing, and its error is not swallowed', async () => {
  const store = new SnapshotStoreMemory();
  const heard: string[] = [];
  const thrown = new Promise((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error.message);
    });
  });
  store.watch('shop/chat', () => {
    throw new Error('a listener broke');
  });
  store.watch('shop/chat', () => heard.push('other'));

  await store.put(snapshotOf());

  expect(heard).toEqual(['other']);
  expect(await thrown).toBe('a listener broke');
});
