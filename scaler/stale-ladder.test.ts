import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MODES } from './ladder.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import { answerFrom, DEFAULT_FRESHNESS } from './stale-ladder.ts';

const NOW = 1_763_700_000_000;
const ago = (seconds: number) => NOW - seconds * 1000;

/** Decided a while ago, from a forecast and a measurement of then: the plan wants 12, then 9, plain HPA 5. */
const aged = (liveSeconds: number, forecastSeconds: number, over: Partial<Snapshot> = {}) =>
  snapshotOf({
    decidedAt: ago(Math.min(liveSeconds, forecastSeconds)),
    liveAt: ago(liveSeconds),
    forecastAt: ago(forecastSeconds),
    mode: 'full',
    planned: 12,
    reactive: 5,
    neededNow: 4,
    lastKnown: 10,
    ahead: { startAt: ago(forecastSeconds), stepSeconds: 900, counts: [12, 9, 3, 3, 3] },
    ...over,
  });
const told = (snapshot: Snapshot, at: number = NOW) => {
  const answer = answerFrom(snapshot, at);
  return [answer.rung, answer.rung === 'none' ? undefined : answer.replicas];
};

test('step by step: the fresh plan, the old plan in time, the need of now, the pods known last, nothing', () => {
  expect(told(aged(10, 30))).toEqual(['fresh', 12]);
  expect(told(aged(10, 1000))).toEqual(['old-plan', 9]);
  expect(told(aged(10, 2000))).toEqual(['old-plan', 4]);
  expect(told(aged(10, 4000))).toEqual(['reactive', 5]);
  expect(told(aged(300, 30))).toEqual(['old-plan', 12]);
  expect(told(aged(300, 2000))).toEqual(['old-plan', 10]);
  expect(told(aged(300, 4000))).toEqual(['last-known', 10]);
  expect(told(aged(1900, 4000))).toEqual(['none', undefined]);
});

test('an answer comes back with the first fresh snapshot', () => {
  const rungs = [aged(9000, 9000), aged(5, 5)].map((snapshot) => told(snapshot)[0]);

  expect(rungs).toEqual(['none', 'fresh']);
});

test('without any snapshot there is no answer', () => {
  expect(answerFrom(undefined, NOW)).toEqual({ rung: 'none', reason: 'nothing was decided yet' });
});

test('a clock that is wrong keeps nothing fresh', () => {
  expect(told(aged(-90_000, -90_000))).toEqual(['none', undefined]);
});

test('in shadow and advise the plan is never told, fresh or old', () => {
  for (const mode of ['shadow', 'advise'] as const) {
    expect(told(aged(10, 30, { mode }))).toEqual(['reactive', 5]);
    expect(told(aged(300, 30, { mode }))).toEqual(['last-known', 10]);
  }
});

test('up-only never tells fewer than plain HPA would be told', () => {
  expect(told(aged(10, 30, { mode: 'up-only', planned: 2 }))).toEqual(['fresh', 5]);
  expect(told(aged(10, 2000, { mode: 'up-only' }))).toEqual(['old-plan', 5]);
});

test('a trigger narrows bounds and mode, and widens neither', () => {
  const count = (
    narrowing: Parameters<typeof answerFrom>[3],
    snapshot = aged(10, 30, { minReplicas: 2, maxReplicas: 20 }),
  ) => {
    const answer = answerFrom(snapshot, NOW, DEFAULT_FRESHNESS, narrowing);
    return answer.rung === 'none' ? undefined : answer.replicas;
  };

  expect(count({ maxReplicas: 8 })).toBe(8);
  expect(count({ minReplicas: 15 })).toBe(15);
  expect(count({ minReplicas: 0, maxReplicas: 1 })).toBe(2);
  expect(count({ minReplicas: 400, maxReplicas: 500 })).toBe(20);
  expect(count({ mode: 'shadow' })).toBe(5);
  expect(count({ mode: 'full' }, aged(10, 30, { mode: 'shadow' }))).toBe(5);
});

test('every answer is a whole number within the bounds, not below the need of a fresh metric', () => {
  const count = fc.nat(40);
  const age = fc.integer({ min: -5000, max: 9000 });
  const snapshots = fc
    .record({
      mode: fc.constantFrom(...MODES),
      planned: count,
      reactive: count,
      neededNow: count,
      lastKnown: count,
      min: count,
      more: count,
      live: fc.option(age),
      forecast: fc.option(age),
      counts: fc.array(count, { maxLength: 9 }),
      step: fc.integer({ min: 1, max: 3600 }),
    })
    .map(({ live, forecast, min, more, counts, step, ...over }) =>
      snapshotOf({
        ...over,
        decidedAt: ago(live ?? 0),
        liveAt: live === null ? null : ago(live),
        forecastAt: forecast === null ? null : ago(forecast),
        ahead: { startAt: ago(forecast ?? 0), stepSeconds: step, counts },
        minReplicas: min,
        maxReplicas: min + more,
      }),
    );

  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const answer = answerFrom(snapshot, NOW);
      if (answer.rung === 'none') return;

      expect(Number.isInteger(answer.replicas)).toBe(true);
      expect(answer.replicas).toBeGreaterThanOrEqual(snapshot.minReplicas);
      expect(answer.replicas).toBeLessThanOrEqual(snapshot.maxReplicas);
      const needed = snapshot.liveAt !== null && Math.abs(NOW - snapshot.liveAt) <= 120_000 ? snapshot.neededNow : 0;
      expect(answer.replicas).toBeGreaterThanOrEqual(Math.min(needed, snapshot.maxReplicas));
    }),
    { numRuns: 1000 },
  );
});
