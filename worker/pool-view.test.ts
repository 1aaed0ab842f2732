import { expect, test } from 'vitest';
import { POOL_UNKNOWN, type PoolAnswer, placeFor, poolAfter } from './pool-view.ts';

const FULL: PoolAnswer = { kind: 'full', retryAfterMs: 2_000 };
const AWAY: PoolAnswer = { kind: 'away' };
const OPEN: PoolAnswer = { kind: 'open' };

test('pods that are full are left in peace for as long as they say, then tried again, and twice as long after each refusal', () => {
  let view = POOL_UNKNOWN;
  const pauses: number[] = [];
  for (let now = 1_000, round = 0; round < 5; round++) {
    view = poolAfter(view, FULL, now, now + 1);
    pauses.push(view.avoidUntilAt - now - 1);
    expect([placeFor(view, view.avoidUntilAt - 1), placeFor(view, view.avoidUntilAt)]).toEqual(['edge', 'pool']);
    now = view.avoidUntilAt;
  }

  expect(pauses).toEqual([2_000, 4_000, 8_000, 15_000, 15_000]);
  expect(poolAfter(view, OPEN, view.avoidUntilAt, view.avoidUntilAt + 1)).toEqual(POOL_UNKNOWN);
});

test('pods that are away have to be asked before anybody is sent there', () => {
  const away = poolAfter(POOL_UNKNOWN, AWAY, 1_000, 1_100);

  expect([placeFor(away, 2_099), placeFor(away, 2_100)]).toEqual(['edge', 'ask']);
  expect(placeFor(poolAfter(away, AWAY, 2_100, 2_200), 4_199)).toBe('edge');
  expect(placeFor(poolAfter(away, OPEN, 2_100, 2_200), 2_201)).toBe('pool');
});

test('many who were sent together and refused together are one trouble, and an answer from before it ends nothing', () => {
  let view = poolAfter(POOL_UNKNOWN, FULL, 1_000, 1_010);
  for (let index = 0; index < 100; index++) view = poolAfter(view, FULL, 1_000 + index / 20, 1_011);

  expect(view.troubles).toBe(1);
  expect(view.avoidUntilAt).toBe(3_011);
  expect(poolAfter(view, OPEN, 1_005, 1_020)).toBe(view);
});
