import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExecutionState, NO_EXECUTION, nextExecution } from './execution.ts';
import type { Wanted } from './executor.ts';
import { rankVictims } from './victims.ts';

const MINUTE = 60_000;
const wanted = (replicas: number, at = 0, neededNow = 1): Wanted => ({
  at,
  replicas,
  neededNow,
  seen: undefined,
  leadSeconds: 60,
});

describe('what an executor does next', () => {
  it('changes the count, looks until it is true, and then has nothing to do', () => {
    const first = nextExecution(NO_EXECUTION, wanted(5), { asked: 2, ready: 2 });
    expect(first).toMatchObject({ change: 5, outcome: 'changed' });

    const second = nextExecution(first.state, wanted(5, MINUTE), { asked: 5, ready: 4 });
    expect(second).toMatchObject({ change: null, outcome: 'unchanged', reason: '4 of 5 pods are ready' });

    const third = nextExecution(second.state, wanted(5, 2 * MINUTE), { asked: 5, ready: 5 });
    expect(third).toMatchObject({ change: null, outcome: 'verified' });
    expect(nextExecution(third.state, wanted(5, 3 * MINUTE), { asked: 5, ready: 5 }).outcome).toBe('unchanged');
  });

  it('takes back what did not come true in time, and then holds still for a while', () => {
    const first = nextExecution(NO_EXECUTION, wanted(5), { asked: 2, ready: 2 });
    const late = nextExecution(first.state, wanted(5, 4 * MINUTE), { asked: 5, ready: 2 });
    expect(late).toMatchObject({ change: 2, outcome: 'rolled-back' });

    const frozen = nextExecution(late.state, wanted(5, 5 * MINUTE), { asked: 2, ready: 2 });
    expect(frozen).toMatchObject({ change: null, outcome: 'frozen' });

    const again = nextExecution(frozen.state, wanted(5, 10 * MINUTE), { asked: 2, ready: 2 });
    expect(again).toMatchObject({ change: 5, outcome: 'changed' });
  });

  it('gives pods that are needed now even while it holds still', () => {
    const state: ExecutionState = { pending: null, frozenUntil: 10 * MINUTE, failures: 1 };

    const next = nextExecution(state, wanted(9, MINUTE, 4), { asked: 2, ready: 2 });

    expect(next).toMatchObject({ change: 4, outcome: 'changed' });
  });

  it('waits longer as long as more pods get ready', () => {
    let { state } = nextExecution(NO_EXECUTION, wanted(9), { asked: 2, ready: 2 });
    for (let minute = 2; minute <= 12; minute += 2) {
      const next = nextExecution(state, wanted(9, minute * MINUTE), { asked: 9, ready: 2 + minute / 2 });
      expect(next.outcome).toBe('unchanged');
      state = next.state;
    }
  });

  it('is not put off by a target that moves on', () => {
    let { state } = nextExecution(NO_EXECUTION, wanted(3), { asked: 2, ready: 2 });
    let outcome = '';
    for (let minute = 1; minute <= 3; minute++) {
      const next = nextExecution(state, wanted(3 + minute, minute * MINUTE), { asked: 2 + minute, ready: 2 });
      ({ state, outcome } = next);
    }
    expect(outcome).toBe('rolled-back');
  });

  it('holds still twice as long each time, an hour at most', () => {
    let state: ExecutionState = NO_EXECUTION;
    const held: number[] = [];
    for (let at = 0, round = 0; round < 8; round++, at = state.frozenUntil) {
      state = nextExecution(state, wanted(5, at), { asked: 2, ready: 2 }).state;
      const lateAt = at + 4 * MINUTE;
      state = nextExecution(state, wanted(5, lateAt), { asked: 5, ready: 2 }).state;
      held.push((state.frozenUntil - lateAt) / MINUTE);
    }
    expect(held).toEqual([5, 10, 20, 40, 60, 60, 60, 60]);
  });

  it('never brings the pods below what is needed now', () => {
    const standing = fc.record({ asked: fc.nat(50), ready: fc.nat(50) });
    const round = fc.record({ standing, replicas: fc.nat(50), neededNow: fc.nat(50), minutes: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 20 }), (rounds) => {
        let state: ExecutionState = NO_EXECUTION;
        let at = 0;
        for (const { standing: now, replicas, neededNow, minutes } of rounds) {
          at += minutes * MINUTE;
          const next = nextExecution(state, wanted(Math.max(replicas, neededNow), at, neededNow), now);
          if (next.change !== null) expect(next.change).toBeGreaterThanOrEqual(neededNow);
          state = next.state;
        }
      }),
    );
  });
});

describe('pods that are let go', () => {
  const pod = (name: string, connections: number | null, createdAt = 0, ready = true) => ({
    name,
    connections,
    createdAt,
    ready,
  });

  it('are those that are not ready, then the emptiest, then the youngest', () => {
    const pods = [
      pod('full', 90),
      pod('old', 3, 1),
      pod('young', 3, 2),
      pod('starting', 0, 3, false),
      pod('unknown', null),
    ];

    expect(rankVictims(pods, 3).victims).toEqual(['starting', 'young', 'old']);
    expect(rankVictims(pods, 9).victims).toHaveLength(5);
    expect(rankVictims(pods, -1).victims).toEqual([]);
  });

  it('cost what they hold, and one of which nothing is known the most', () => {
    const { costs } = rankVictims([pod('a', 12), pod('b', null), pod('c', 1e12), pod('d', -4)], 1);

    expect(costs).toEqual({ a: 12, b: 2 ** 31 - 1, c: 2 ** 31 - 1, d: 0 });
  });
});
