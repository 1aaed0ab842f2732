import { expect, test } from 'vitest';
import { foreseen, metricOf, NOON, planInput } from './plan-fixture.ts';
import { parseSnapshot } from './snapshot-parse.ts';
import { answerFrom } from './stale-ladder.ts';
import { type DecisionMemory, decideWorkload, NO_MEMORY } from './workload-decision.ts';

const STANDING = { mode: 'full', liveAt: NOON, forecastAt: NOON } as const;
const spike = foreseen([...Array(3).fill(100), ...Array(60).fill(1000)]);

test('a round leaves a snapshot to answer from, which another process can read', () => {
  const moment = planInput({ leadSeconds: 300, metrics: [metricOf({ forecast: spike })] });

  const { snapshot, record, reactive } = decideWorkload(moment, NO_MEMORY, STANDING);

  expect([record.decision.desired, reactive.desired]).toEqual([11, 1]);
  expect(answerFrom(parseSnapshot(JSON.parse(JSON.stringify(snapshot))), NOON)).toMatchObject({
    rung: 'fresh',
    replicas: 11,
  });
  expect(answerFrom({ ...snapshot, mode: 'shadow' }, NOON)).toMatchObject({ rung: 'reactive', replicas: 1 });
});

test('plain HPA’s plan has a past of its own: what the forecast wanted does not hold it up', () => {
  const policy = { stabilizationSeconds: 600 };
  let memory: DecisionMemory = NO_MEMORY;
  const counts: (readonly number[])[] = [];
  for (const minute of [0, 1, 2]) {
    const forecast = minute === 0 ? spike : null;
    const moment = planInput({
      at: NOON + minute * 60_000,
      leadSeconds: 300,
      policy,
      metrics: [metricOf({ forecast })],
    });
    const round = decideWorkload(moment, memory, STANDING);
    memory = round.memory;
    counts.push([round.record.decision.desired, round.reactive.desired]);
  }

  expect(counts).toEqual([
    [11, 1],
    [11, 1],
    [11, 1],
  ]);
});

test('the pods known last are those that there are, or were asked for', () => {
  const known = [20, 3, null].map((current) => {
    const moment = planInput({ current, metrics: [metricOf({ value: 900 })] });
    return decideWorkload(moment, NO_MEMORY, STANDING).snapshot.lastKnown;
  });

  expect(known).toEqual([20, 9, 9]);
});

test('an outage takes no pod away from plain HPA’s plan either, a fall that was foreseen does', () => {
  const fallen = (value: number) => {
    const forecast = foreseen(Array(60).fill(50));
    const moment = planInput({ current: 12, metrics: [metricOf({ value, usual: 1000, forecast })] });
    return decideWorkload(moment, NO_MEMORY, STANDING).reactive.desired;
  };

  expect([fallen(10), fallen(48)]).toEqual([12, 1]);
});

test('the plan that is not told goes on from the pods that it would have', () => {
  const policy = { toleranceUp: 0.1, maxReplicas: 100 };
  const forecast = foreseen(Array(60).fill(1840));
  const round = (mode: 'shadow' | 'full', memory: DecisionMemory, minute: number) => {
    const at = NOON + minute * 60_000;
    const moment = planInput({ at, current: 20, policy, metrics: [metricOf({ value: 100, forecast })] });
    return decideWorkload(moment, memory, { ...STANDING, mode });
  };

  const first = round('shadow', { planned: [], reactive: [] }, 0);
  const shadow = round('shadow', { ...first.memory, planned: [{ at: NOON, recommended: 5, paced: 5, desired: 5 }] }, 1);
  const full = round('full', first.memory, 1);

  expect([shadow, full].map(({ record }) => record.input.current)).toEqual([5, 20]);
  expect(full.reactive.desired).toBe(1);
});
