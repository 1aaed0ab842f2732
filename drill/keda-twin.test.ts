import { expect, test } from 'vitest';
import { askFar, askHere, type KedaCall, type KedaReply, kedaValue } from './keda-ask.ts';
import type { KedaSpec } from './keda-spec.ts';
import { type KedaState, NEW_KEDA, pollKeda, pushKeda, readKeda } from './keda-twin.ts';

const SPEC: KedaSpec = {
  minReplicas: 0,
  maxReplicas: 10,
  pollingSeconds: 30,
  cooldownSeconds: 300,
  triggers: [{ kind: 'external', useCachedMetrics: false }],
};
const NAMED = [[{ name: 's0-pods', target: 1 }]];

type Script = Partial<Record<'spec' | 'metrics' | 'active', KedaReply | ((times: number) => KedaReply)>>;

/** A scaler that answers as told, and notes what it was asked. */
function scalerThat(script: Script, calls: string[] = []) {
  const usual: Record<string, KedaReply> = {
    spec: { specs: [{ metricName: 'pods', targetSize: 1, targetSizeFloat: 1 }] },
    metrics: { values: [{ metricName: 'pods', metricValue: 3, metricValueFloat: 2.5 }] },
    active: { active: true },
    rebuild: { done: true },
  };
  return ({ call }: KedaCall): KedaReply => {
    calls.push(call);
    const own = call === 'rebuild' ? undefined : script[call];
    const reply = typeof own === 'function' ? own(calls.filter((one) => one === call).length) : own;
    return reply ?? (usual[call] as KedaReply);
  };
}
const broken = { error: 'unavailable' };

test.each([
  [2.5, 3, 2.5],
  [0, 3, 3],
  [Number.NaN, 3, 3],
  [Number.POSITIVE_INFINITY, 3, 0],
  [-1, -1, 0],
  [1.23456, 0, 1.234],
])('a float of %d beside an integer of %d is read as %d', (metricValueFloat, metricValue, value) => {
  expect(kedaValue({ metricName: 'pods', metricValue, metricValueFloat })).toBe(value);
});

test.each<[string, Script, string[]]>([
  ['all is well', {}, ['spec', 'metrics', 'active']],
  ['GetMetrics fails', { metrics: broken }, ['spec', 'metrics', 'rebuild', 'metrics']],
  [
    'IsActive fails once',
    { active: (times) => (times === 1 ? broken : { active: true }) },
    ['spec', 'metrics', 'active', 'rebuild', 'metrics', 'active'],
  ],
  ['GetMetricSpec fails', { spec: broken }, ['spec']],
  ['no value is an error', { metrics: { values: [] } }, ['spec', 'metrics', 'rebuild', 'metrics']],
])('what is asked when %s', (_name, script, expected) => {
  const calls: string[] = [];
  askHere(pollKeda(NEW_KEDA, SPEC, 0, 1), scalerThat(script, calls));
  expect(calls).toEqual(expected);
});

test.each<[string, Partial<KedaSpec>, Partial<KedaState>, Script, number, number]>([
  ['wakes up to one', {}, {}, {}, 0, 1],
  ['wakes up to the least', { minReplicas: 3 }, {}, {}, 0, 3],
  ['wakes up from idle', { minReplicas: 3, idleReplicas: 1 }, {}, {}, 1, 3],
  ['leaves what runs to HPA', {}, {}, {}, 7, 7],
  ['sleeps when it never was active', {}, {}, { active: { active: false } }, 7, 0],
  ['cools down first', {}, { activeAt: 800_000 }, { active: { active: false } }, 7, 7],
  ['sleeps after that', {}, { activeAt: 699_999 }, { active: { active: false } }, 7, 0],
  ['goes to idle', { minReplicas: 3, idleReplicas: 1 }, {}, { active: { active: false } }, 7, 1],
  ['keeps the least', { minReplicas: 3 }, {}, { active: { active: false } }, 2, 3],
  ['does nothing on errors', {}, {}, { metrics: broken }, 7, 7],
  [
    'falls back on errors',
    { fallback: { failureThreshold: 3, replicas: 6, behavior: 'currentReplicasIfHigher' } },
    {},
    { metrics: broken },
    4,
    6,
  ],
])('the poll loop %s', (_name, spec, state, script, from, to) => {
  const asking = pollKeda({ ...NEW_KEDA, ...state }, { ...SPEC, ...spec }, 1_000_000, from);
  expect(askHere(asking, scalerThat(script)).replicas).toBe(to);
});

test('fallback counts errors of GetMetrics, and one answer ends it', () => {
  const spec: KedaSpec = {
    ...SPEC,
    fallback: { failureThreshold: 2, replicas: 6, behavior: 'currentReplicasIfHigher' },
  };
  const answers: unknown[] = [];
  let state = NEW_KEDA;
  for (const script of [{ metrics: broken }, { metrics: broken }, { metrics: broken }, {}, { metrics: broken }]) {
    const read = askHere(readKeda(state, spec, 9, NAMED), scalerThat(script));
    state = read.state;
    answers.push(read.readings[0]?.answer);
  }

  expect(answers).toEqual([broken, broken, { values: [9] }, { values: [2.5] }, broken]);
});

test('a scaler that does not name its metrics never falls back', () => {
  const spec: KedaSpec = { ...SPEC, fallback: { failureThreshold: 0, replicas: 6, behavior: 'static' } };
  const read = askHere(readKeda(NEW_KEDA, spec, 9, NAMED), scalerThat({ spec: broken }));
  expect(read.readings).toEqual([{ name: 's0-pods', target: 1, type: 'AverageValue', answer: broken }]);
});

test('with cached metrics HPA is told what the poll loop saw, until that fails', () => {
  const spec: KedaSpec = { ...SPEC, triggers: [{ kind: 'external', useCachedMetrics: true }] };
  const polled = askHere(pollKeda(NEW_KEDA, spec, 0, 1), scalerThat({})).state;
  const calls: string[] = [];
  askHere(readKeda(polled, spec, 1, NAMED), scalerThat({}, calls));
  expect(calls).toEqual([]);

  const failed = askHere(pollKeda(polled, spec, 30_000, 1), scalerThat({ metrics: broken })).state;
  askHere(readKeda(failed, spec, 1, NAMED), scalerThat({}, calls));
  expect(calls).toEqual(['spec', 'metrics', 'active']);
});

test('a pushed state acts at once when it is true, and is ignored when it is false', () => {
  expect(pushKeda(NEW_KEDA, SPEC, 5, 0, true)).toMatchObject({ replicas: 1, state: { activeAt: 5 } });
  expect(pushKeda(NEW_KEDA, SPEC, 5, 4, false).replicas).toBe(4);
});

test('the same conversation is held over a network', async () => {
  const scaler = scalerThat({});
  const outcome = await askFar(pollKeda(NEW_KEDA, SPEC, 0, 0), { reply: async (call) => scaler(call) });
  expect(outcome).toMatchObject({ replicas: 1, why: 'a trigger is active' });
});
