import assert from 'node:assert/strict';
import type { LearnedState, RunState } from './run-state.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import type { StateStore } from './state-store.ts';

/** One promise of the port, tried on a store that is fresh. It throws where the promise does not hold. */
export interface StatePromise {
  readonly name: string;
  try(store: StateStore): Promise<void>;
}

export function runState(at: number, over: Partial<RunState> = {}): RunState {
  const memory = { planned: [], reactive: [] };
  const snapshot = snapshotOf({ decidedAt: at });
  return { version: 1, at, memory, asked: [], mode: 'shadow', since: 0, setBackAt: [], snapshot, ...over };
}

export function learnedState(at: number): LearnedState {
  return { version: 1, at, hours: [], metrics: {} };
}

/** What every keeper of states promises: one for each MUST of the port. */
export const STATE_STORE_PROMISES: readonly StatePromise[] = [
  {
    name: 'what was kept is loaded, unchanged',
    async try(store) {
      assert.deepEqual(await store.load('shop/chat'), {});
      await store.claim('shop/chat', runState(5, { mode: 'full' }));
      await store.learned('shop/chat', learnedState(4));
      assert.deepEqual(await store.load('shop/chat'), { run: runState(5, { mode: 'full' }), learned: learnedState(4) });
    },
  },
  {
    name: 'of those that claim one moment, one alone gets it',
    async try(store) {
      const claims = ['up-only', 'full', 'advise'] as const;
      const won = await Promise.all(claims.map((mode) => store.claim('shop/chat', runState(7, { mode }))));
      assert.equal(won.filter(Boolean).length, 1);
      const { run } = await store.load('shop/chat');
      assert.equal(run?.mode, claims[won.indexOf(true)]);
    },
  },
  {
    name: 'a later moment is never replaced by an earlier',
    async try(store) {
      assert.equal(await store.claim('shop/chat', runState(20)), true);
      assert.equal(await store.claim('shop/chat', runState(10)), false);
      assert.equal(await store.claim('shop/chat', runState(30)), true);
      assert.equal((await store.load('shop/chat')).run?.at, 30);
    },
  },
  {
    name: 'workloads do not touch each other',
    async try(store) {
      await store.claim('shop/chat', runState(1));
      await store.claim('bank/chat', runState(2));
      assert.equal((await store.load('shop/chat')).run?.at, 1);
      assert.deepEqual(await store.load('shop'), {});
    },
  },
];
