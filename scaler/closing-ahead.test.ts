import { afterEach, beforeEach, expect, test } from 'vitest';
import { backfill } from './backfill.ts';
import { recompute } from './decision-record.ts';
import { ExecutorKubernetes } from './executor-kubernetes.ts';
import { fitTrack } from './fit-track.ts';
import { HttpClient } from './http-client.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import { FakeKubernetes, type FakePod } from './kubernetes-fixture.ts';
import { PodRelease } from './letting-go.ts';
import { PodSourceKubernetes } from './pod-source-kubernetes.ts';
import { tick } from './tick.ts';
import { following, gridTime, NEVER_ENDED, NOON, workloadOf } from './tick-fixture.ts';
import type { LettingGo } from './workload.ts';

const MINUTE = 60_000;

let cluster: FakeKubernetes;
let api: KubernetesApi;
let http: HttpClient;
beforeEach(async () => {
  cluster = await FakeKubernetes.start(10);
  api = new KubernetesApi({ url: cluster.url, accountDirectory: cluster.accountDirectory });
  http = new HttpClient();
});
afterEach(async () => {
  api.close();
  http.close();
  await cluster.close();
});

/** A workload whose pods are those of the double: 800 people until half past twelve each day, 300 then. */
function scene(over: object = {}) {
  const workload = workloadOf(
    {
      stepSeconds: 60,
      pods: { kind: 'kubernetes', selector: 'app=chat' },
      executor: { kind: 'kubernetes', target: 'chat' },
      lettingGo: {
        metricsUrl: `${cluster.url}/pod/{ip}/metrics`,
        drainUrl: `${cluster.url}/pod/{ip}/drain`,
        rules: { reopenSeconds: 60 },
        ...over,
      },
    },
    { minReplicas: 1, leadSeconds: 120 },
  );
  const load = (at: number) => (at % 86_400_000 < 12.5 * 3_600_000 ? 800 : 300);
  const log = { log: () => {} };
  const hands = {
    pods: new PodSourceKubernetes(api, 'shop', 'app=chat'),
    executor: new ExecutorKubernetes(api, { namespace: 'shop', resource: 'deployments', name: 'chat' }),
    release: new PodRelease(workload.lettingGo as LettingGo, 'shop', { api, http, log, env: {} }),
  };
  return following({ workload, load, ports: { handsOf: () => hands } });
}

type Scene = ReturnType<typeof scene>;

async function round({ run, ports }: Scene, at: number) {
  return tick(run, gridTime(run, at), ports, NEVER_ENDED);
}

async function warm({ run, ports }: Scene, at: number) {
  for (const track of run.tracks) {
    await backfill(run, track, at, ports, NEVER_ENDED);
    await fitTrack(run, track, at, ports);
  }
}

const closed = () => cluster.pods.filter((pod) => pod.closed).map(({ name }) => name);
const hold = (pods: readonly FakePod[], people: readonly number[]) => {
  for (const [index, pod] of pods.entries()) pod.connections = people[index] ?? 0;
};

test('a fall that is foreseen closes the emptiest pods while they are still wanted, and they go when they are empty', async () => {
  const all = scene();
  const at = gridTime(all.run, NOON + 20 * MINUTE);
  await warm(all, at - MINUTE);
  hold(cluster.pods, [90, 90, 90, 90, 90, 90, 90, 90, 40, 40]);
  const emptiest = cluster.pods.slice(8).map(({ name }) => name);

  const before = await round(all, at);

  expect(before?.told).toBe(10);
  expect(closed()).toEqual(expect.arrayContaining(emptiest));
  // Three stay open: they are enough for those who are not on closed pods.
  expect(closed()).toHaveLength(7);
  hold(cluster.pods, [95, 95, 95, 95, 95, 95, 95, 95, 5, 35]);
  const after = await round(all, at + MINUTE);
  expect(after?.told).toBe(9);
  expect(cluster.pods.map(({ name }) => name)).not.toContain(emptiest[0]);
  expect(cluster.pods.map(({ name }) => name)).toContain(emptiest[1]);
  const [row] = all.rows.filter(({ kind }) => kind === 'decision').slice(-1);
  expect(recompute(JSON.parse(JSON.stringify(row?.data))).same).toBe(true);
});

test('what is closed is opened before a pod is started, also by a scaler that began anew', async () => {
  const first = scene();
  const at = gridTime(first.run, NOON + 20 * MINUTE);
  await warm(first, at - MINUTE);
  hold(cluster.pods, [90, 90, 90, 90, 90, 90, 90, 90, 40, 40]);
  await round(first, at);
  expect(closed()).toHaveLength(7);
  const second = scene();
  second.source.collect = async ({ toAt }) => [{ at: toAt, value: 980 }];
  hold(cluster.pods, Array(10).fill(98));

  const decided = await round(second, at + MINUTE);

  expect(decided?.told).toBe(10);
  expect(closed()).toEqual([]);
});

test.each([
  ['that may only add pods', { mode: 'up-only' as const }, {}],
  ['that nobody wants to close ahead', { mode: 'full' as const }, { closeAhead: false }],
])('a workload %s closes none', async (_what, { mode }, over) => {
  const all = scene(over);
  all.run.ladder = { ...all.run.ladder, mode };
  const at = gridTime(all.run, NOON + 20 * MINUTE);
  await warm(all, at - MINUTE);
  hold(cluster.pods, [90, 90, 90, 90, 90, 90, 90, 90, 40, 40]);

  await round(all, at);

  expect(closed().filter((name) => cluster.pods.slice(0, 8).some((pod) => pod.name === name))).toEqual([]);
});
