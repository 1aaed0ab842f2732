import { expect, test } from 'vitest';
import { decide, explain, recompute } from './decision-record.ts';
import { foreseen, metricOf, planInput } from './plan-fixture.ts';

const record = decide(
  planInput({
    metrics: [metricOf({ value: 250, forecast: foreseen(Array(30).fill(900)) })],
    policy: { maxReplicas: 8 },
  }),
);

test('an explanation has a line for every rule that changed the count', () => {
  expect(explain(record)).toEqual([
    expect.stringMatching(/^2025-11-21T12:00:00.000Z shop\/chat: 8 pods: /),
    '  need: 0 → 3, "connections" is 250 now, 100 a pod',
    '  forecast: 3 → 10, "connections" will be 990 (p90) at 12:00:00Z, in 0 s (lead 60 s)',
    '  bounds: 10 → 8, never more than maxReplicas, 8',
  ]);
});

test('a record that somebody changed does not come out the same', () => {
  const changed = { ...record, decision: { ...record.decision, desired: 7 } };

  expect([recompute(record).same, recompute(changed).same]).toEqual([true, false]);
});

test('what is no record is refused', () => {
  for (const broken of [null, {}, { ...record, version: 99 }, { version: record.version, input: {} }]) {
    expect(() => recompute(broken)).toThrowError(expect.objectContaining({ code: 'bad-record' }));
  }
});
