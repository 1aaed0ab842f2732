import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Wanted } from './executor.ts';
import { ExecutorKubernetes } from './executor-kubernetes.ts';
import { HttpClient } from './http-client.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import { COST, FakeKubernetes } from './kubernetes-fixture.ts';
import { PodRelease } from './letting-go.ts';
import { sumOf } from './pod-counts.ts';
import { PodSourceKubernetes } from './pod-source-kubernetes.ts';
import { STICKY_RULES } from './sticky-rules.ts';

const signal = new AbortController().signal;
let cluster: FakeKubernetes;
let api: KubernetesApi;
let http: HttpClient;
const logged: string[] = [];

beforeEach(async () => {
  cluster = await FakeKubernetes.start(2);
  api = new KubernetesApi({ url: cluster.url, accountDirectory: cluster.accountDirectory });
  http = new HttpClient();
  logged.length = 0;
});

afterEach(async () => {
  api.close();
  http.close();
  await cluster.close();
});

const executor = () => new ExecutorKubernetes(api, { namespace: 'shop', resource: 'deployments', name: 'chat' });
const pods = () => new PodSourceKubernetes(api, 'shop', 'app=chat');
const wanted = async (replicas: number, at = 0): Promise<Wanted> => {
  return { at, replicas, neededNow: 1, seen: await pods().look(at, signal), leadSeconds: 60 };
};

describe('pods in Kubernetes', () => {
  it('are counted, with when they were made and when they were ready', async () => {
    (cluster.pods[0] ?? cluster.add(0)).ready = false;

    const seen = await pods().look(5, signal);

    expect(seen).toMatchObject({ at: 5, count: 2, ready: 1 });
    expect(seen.pods[0]).toMatchObject({ ready: false, readyAt: null });
    expect((seen.pods[1]?.readyAt ?? 0) - (seen.pods[1]?.createdAt ?? 0)).toBeGreaterThan(0);
  });

  it('that cannot be seen are told of, with what to do', async () => {
    cluster.status = 403;

    await expect(pods().look(0, signal)).rejects.toThrow('the service account may not do this, give it a role');
  });
});

describe('the executor of Kubernetes', () => {
  it('changes the scale and sees it come true', async () => {
    const one = executor();

    expect(await one.follow(await wanted(5), signal)).toMatchObject({ outcome: 'changed', from: 2, to: 5 });
    expect(cluster.replicas).toBe(5);
    expect(await one.follow(await wanted(5, 1_000), signal)).toMatchObject({ outcome: 'verified' });
  });

  it('takes back what never got ready', async () => {
    const one = executor();
    cluster.podsCome = false;
    await one.follow(await wanted(5), signal);

    const later = await one.follow(await wanted(5, 600_000), signal);

    expect(later).toMatchObject({ outcome: 'rolled-back', to: 2 });
    expect(cluster.replicas).toBe(2);
  });

  it('fails where somebody else was faster, and does it the next time', async () => {
    const one = executor();
    const change = await wanted(5);
    const patch = api.patch.bind(api);
    api.patch = (...given) => {
      cluster.version++;
      api.patch = patch;
      return patch(...given);
    };

    const first = await one.follow(change, signal);
    const second = await one.follow(change, signal);

    expect(first).toMatchObject({ outcome: 'failed' });
    expect(first.reason).toContain('somebody else changed it at the same time');
    expect(second).toMatchObject({ outcome: 'changed', to: 5 });
  });

  it('fails with a sentence where Kubernetes is gone, and changes nothing', async () => {
    const one = executor();
    const change = await wanted(5);
    cluster.status = 500;

    expect(await one.follow(change, signal)).toMatchObject({ outcome: 'failed', from: null });
    cluster.status = undefined;
    expect(cluster.replicas).toBe(2);
  });
});

describe('letting pods go', () => {
  const release = () => {
    const plan = {
      metricsUrl: `${cluster.url}/pod/{ip}/metrics`,
      metric: 'websocket_connections_active',
      openedMetric: 'breakwater_connections_total',
      drainUrl: `${cluster.url}/pod/{ip}/drain`,
      rules: STICKY_RULES,
    };
    return new PodRelease(plan, 'shop', {
      api,
      http,
      env: {},
      log: { log: (_level, event) => void logged.push(event) },
    });
  };

  it('lets the emptiest go: each is told its cost, and those that go are asked to drain, once', async () => {
    const [full, empty] = [cluster.add(80), cluster.add(3)];
    for (const pod of cluster.pods.slice(0, 2)) Object.assign(pod, { connections: 40 });
    const one = release();

    const victims = await one.prepare(3, await pods().look(0, signal), signal);
    await one.prepare(3, await pods().look(1, signal), signal);

    expect(victims).toEqual([empty.name]);
    expect([full, empty].map(({ annotations }) => annotations[COST])).toEqual(['80', '3']);
    expect([full, empty].map(({ drains }) => drains)).toEqual([0, 1]);
    expect(cluster.asked.filter((asked) => asked.startsWith('PATCH')).length).toBe(5);
    await executor().follow(await wanted(3), signal);
    expect(cluster.pods.map(({ name }) => name)).not.toContain(empty.name);
  });

  it('asks a pod that drains and shall stay after all to let people in again, once', async () => {
    const empty = cluster.add(3);
    const [first] = cluster.pods;
    for (const pod of cluster.pods.slice(0, 2)) Object.assign(pod, { connections: 40 });
    const one = release();
    await one.prepare(2, await pods().look(0, signal), signal);

    await one.prepare(3, await pods().look(1, signal), signal);
    await one.prepare(3, await pods().look(2, signal), signal);
    expect([empty.drains, empty.reopened]).toEqual([1, 1]);
    Object.assign(empty, { connections: 90 });
    const victims = await one.prepare(2, await pods().look(3, signal), signal);

    expect([victims.length, victims.includes(empty.name)]).toEqual([1, false]);
    expect([empty.drains, first?.reopened]).toEqual([1, 0]);
  });

  it('asks nothing where no pod is to go', async () => {
    const seen = await pods().look(0, signal);
    const before = cluster.asked.length;

    expect(await release().prepare(2, seen, signal)).toEqual([]);
    expect(cluster.asked.length).toBe(before);
  });

  it('takes a pod that does not say for a full one, and is not held up by it', async () => {
    const seen = await pods().look(0, signal);
    const gone = { ...seen, pods: seen.pods.map((pod, index) => ({ ...pod, ip: index === 0 ? 'nobody' : pod.ip })) };

    const victims = await release().prepare(1, gone, signal);

    expect(victims).toEqual([seen.pods[1]?.name]);
  });

  it('adds up what a pod says, and only of its own metric', () => {
    expect(sumOf('a_total 5\n# a 7\na{x="} 1"} 2 1700000000\na 3\n', 'a')).toBe(5);
    expect(sumOf('b 5\n', 'a')).toBeNull();
  });
});
