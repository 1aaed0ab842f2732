import assert from 'node:assert/strict';
import type { Snapshot } from './snapshot.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** One promise of the port, tried on a store that is fresh. It throws where the promise does not hold. */
export interface StorePromise {
  readonly name: string;
  try(store: SnapshotStore): Promise<void>;
}

const snapshot = (decidedAt: number, planned: number, workload = 'shop/chat'): Snapshot => {
  return snapshotOf({ workload, decidedAt, planned });
};

/** What every keeper of snapshots promises: one for each MUST of the port. */
export const SNAPSHOT_STORE_PROMISES: readonly StorePromise[] = [
  {
    name: 'what was put is the latest, at once and unchanged',
    async try(store) {
      assert.equal(store.latest('shop/chat'), undefined);
      await store.put(snapshot(10, 3));
      assert.deepEqual(store.latest('shop/chat'), snapshot(10, 3));
    },
  },
  {
    name: 'the later decision wins, in whatever order they come',
    async try(store) {
      for (const at of [20, 10, 30, 25]) await store.put(snapshot(at, at));
      assert.equal(store.latest('shop/chat')?.decidedAt, 30);
    },
  },
  {
    name: 'workloads do not touch each other, whatever their names are',
    async try(store) {
      const names = ['shop/chat', 'bank/chat', 'shop/chat.two', '__proto__/constructor'];
      for (const [index, name] of names.entries()) await store.put(snapshot(10, index, name));
      assert.deepEqual(
        names.map((name) => store.latest(name)?.planned),
        [0, 1, 2, 3],
      );
      assert.equal(store.latest('constructor'), undefined);
    },
  },
  {
    name: 'a watch hears every latest snapshot of its workload after it began, in order, and nothing else',
    async try(store) {
      await store.put(snapshot(10, 1));
      const heard: number[] = [];
      const unwatch = store.watch('shop/chat', ({ planned }) => heard.push(planned));
      await store.put(snapshot(20, 2));
      await store.put(snapshot(15, 9));
      await store.put(snapshot(21, 8, 'bank/chat'));
      await store.put(snapshot(30, 3));
      assert.deepEqual(heard, [2, 3]);
      unwatch();
      await store.put(snapshot(40, 4));
      assert.deepEqual(heard, [2, 3]);
    },
  },
  {
    name: 'a watch that is ended twice, or while it is told, ends nobody else’s',
    async try(store) {
      const heard: string[] = [];
      const first = store.watch('shop/chat', () => {
        heard.push('first');
        first();
        first();
      });
      const second = store.watch('shop/chat', () => heard.push('second'));
      await store.put(snapshot(10, 1));
      await store.put(snapshot(20, 2));
      assert.deepEqual(heard, ['first', 'second', 'second']);
      second();
    },
  },
];
