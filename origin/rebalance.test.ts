import { expect, test } from 'vitest';
import { shedOf } from './rebalance.ts';

/** Rounds of pods that all decide at once; who moves goes to any pod, its own too, as a load balancer has it. */
function play(start: readonly number[], rounds: number) {
  const loads = [...start];
  const shedding = loads.map(() => false);
  const moves: number[] = [];
  const largest: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const seen = [...loads];
    let moved = 0;
    seen.forEach((own, index) => {
      const others = seen.filter((_, other) => other !== index);
      const decided = shedOf(own, others, shedding[index] ?? false);
      shedding[index] = decided.shedding;
      largest.push(decided.shed / own);
      for (let count = 0; count < decided.shed; count++) {
        const to = (index + count) % loads.length;
        loads[index] = (loads[index] ?? 0) - 1;
        loads[to] = (loads[to] ?? 0) + 1;
        moved++;
      }
    });
    moves.push(moved);
  }
  return { loads, moves, largest: Math.max(...largest.filter(Number.isFinite)) };
}

test('three pods that become six share within five minutes, a twentieth at a time, and then rest', () => {
  const { loads, moves, largest } = play([1_000, 1_000, 1_000, 0, 0, 0], 36);

  expect(loads.reduce((sum, load) => sum + load)).toBe(3_000);
  expect(Math.max(...loads)).toBeLessThan(500 * 1.1);
  expect(Math.min(...loads)).toBeGreaterThan(500 * 0.9);
  expect(largest).toBeLessThanOrEqual(0.05);
  expect(moves.slice(30)).toEqual(moves.slice(30).map(() => 0));
});

test('a pod that is alone, or only a little above the mean, keeps everybody', () => {
  const decisions = [
    shedOf(5_000, [], false),
    shedOf(1_190, [1_000], false),
    shedOf(30, [0], false),
    shedOf(0, [9], true),
  ];

  expect(decisions).toEqual(decisions.map(() => ({ shed: 0, shedding: false })));
});

test('what has begun goes on below the line at which it begins, and ends above the mean', () => {
  expect(shedOf(1_150, [1_000, 1_000], false).shedding).toBe(false);
  expect(shedOf(1_150, [1_000, 1_000], true).shedding).toBe(true);
  expect(shedOf(1_060, [1_000, 1_000], true).shedding).toBe(false);
});
