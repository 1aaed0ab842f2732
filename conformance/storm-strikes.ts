import { setTimeout as pause } from 'node:timers/promises';
import { gini } from './gini.ts';
import type { StormCrowd } from './storm-crowd.ts';
import type { StormKind, StormPlan } from './storm-plan.ts';
import type { StormPod } from './storm-pods.ts';
import { spreadOf } from './storm-report.ts';

export interface Field {
  readonly plan: StormPlan;
  /** Those that run from the start, then those that may come. */
  readonly pods: readonly StormPod[];
  readonly crowds: readonly StormCrowd[];
}

/** What a blow was like, and what only this kind of blow shows. */
export interface Struck {
  /** How long each pod that was asked to leave took, in milliseconds. */
  readonly leftMs: readonly number[];
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
}

const NOTHING: Struck = { leftMs: [], figures: {}, broken: [] };

/** How many pods there may be, how many of them from the start, and what they are told besides. */
export const POOLS: Readonly<
  Record<StormKind, { most: number; first: number; env: Readonly<Record<string, string>> }>
> = {
  drain: { most: 3, first: 3, env: {} },
  kill: { most: 3, first: 3, env: {} },
  storm: { most: 2, first: 2, env: {} },
  rolling: { most: 3, first: 3, env: {} },
  scale: { most: 6, first: 3, env: { REBALANCE: 'true' } },
  frozen: { most: 1, first: 1, env: { HISTORY_ENTRIES: '10000', MESSAGES_PER_MINUTE: '10000' } },
  cut: { most: 2, first: 2, env: { HISTORY_ENTRIES: '10000', MESSAGES_PER_MINUTE: '10000' } },
  capacity: { most: 1, first: 1, env: {} },
};

/** How often each line is broken. */
const CUTS = 20;

/** The blow of each kind. */
export const STRIKES: Readonly<Record<StormKind, (field: Field) => Promise<Struck>>> = {
  drain: async ({ pods }) => ({ ...NOTHING, leftMs: await Promise.all(pods.slice(0, 1).map((pod) => pod.stop())) }),
  kill,
  storm: kill,
  rolling: roll,
  scale,
  frozen: freeze,
  cut: async ({ plan, crowds }) => {
    await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'cut', times: CUTS, seed: plan.seed })));
    return NOTHING;
  },
  capacity: fill,
};

async function kill({ pods, crowds }: Field): Promise<Struck> {
  await pods[0]?.kill();
  // The ends of their sockets reach the clients one after the other: nobody is counted who has not heard of it.
  await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'online' })));
  return NOTHING;
}

async function roll({ pods }: Field): Promise<Struck> {
  const leftMs: number[] = [];
  for (const pod of pods) leftMs.push(await pod.replace());
  return { ...NOTHING, leftMs };
}

/** Evener than this is even, and it must be so after so long: 5 % of a pod go in 10 s, some of them to the wrong pod. */
const EVEN_GINI = 0.1;
const EVEN_MS = 300_000;
const LOOK_MS = 2_000;

async function scale({ pods }: Field): Promise<Struck> {
  const old = pods.slice(0, POOLS.scale.first);
  const added = pods.slice(POOLS.scale.first);
  const before = await unevenness(old);
  await Promise.all(added.map((pod) => pod.start()));
  const startedAt = performance.now();
  const grown = await unevenness(pods);
  let even = grown;
  while (even > EVEN_GINI && performance.now() - startedAt < EVEN_MS) {
    await pause(LOOK_MS);
    even = await unevenness(pods);
  }
  const evenSeconds = Math.round((performance.now() - startedAt) / 1_000);
  const leftMs = await Promise.all(added.map((pod) => pod.stop()));
  const after = await unevenness(old);
  return {
    leftMs,
    figures: { giniOf3: before, giniOf6AtFirst: grown, giniOf6: even, evenSeconds, giniOf3Again: after },
    broken: even > EVEN_GINI ? [`after ${evenSeconds} s six pods are as uneven as ${even}`] : [],
  };
}

async function unevenness(pods: readonly StormPod[]): Promise<number> {
  const all = await Promise.all(pods.map((pod) => pod.metrics()));
  return Math.round(gini(all.map((metrics) => metrics.get('websocket_connections_active') ?? 0)) * 1_000) / 1_000;
}

/** How long it is listened with nobody frozen, and with some. */
const CALM_MS = 20_000;
const FROZEN_MS = 40_000;
const FROZEN_SHARE = 0.1;
/** How much slower others may become. A machine that does other things besides makes as much by itself. */
const SLOWER = 1.2;

async function freeze({ plan, pods: [pod], crowds }: Field): Promise<Struck> {
  const [crowd] = crowds;
  if (crowd === undefined || pod === undefined) return NOTHING;
  const calm = await listen(crowd, CALM_MS);
  const heldBytes = pod.residentBytes;
  await crowd.ask({ ask: 'freeze', clients: Math.round(plan.clients * FROZEN_SHARE) });
  let most = heldBytes;
  const watch = setInterval(() => {
    most = Math.max(most, pod.residentBytes);
  }, 100);
  const frozen = await listen(crowd, FROZEN_MS).finally(() => clearInterval(watch));
  const metrics = await pod.metrics();
  await crowd.ask({ ask: 'thaw' });
  const slower = Math.round((frozen.p99 / Math.max(1, calm.p99)) * 100) / 100;
  return {
    leftMs: [],
    figures: {
      calmP99Ms: calm.p99,
      frozenP99Ms: frozen.p99,
      slower,
      grownMegabytes: Math.round((most - heldBytes) / 2 ** 20),
      fellBehind: metrics.get('breakwater_fallen_behind_total') ?? 0,
      closedAsSlow: metrics.get('breakwater_connections_closed_total{code="4508"}') ?? 0,
    },
    broken: slower > SLOWER ? [`others heard ${slower} times as late`] : [],
  };
}

async function listen(crowd: StormCrowd, ms: number) {
  await crowd.ask({ ask: 'mark' });
  await pause(ms);
  const { latenciesMs = [] } = await crowd.ask({ ask: 'latencies' });
  return spreadOf(latenciesMs);
}

/** What a pod of this size may hold, in megabytes, and how long everybody talks in it. */
const POD_MEGABYTES = 256;
const FULL_MS = 15_000;

async function fill({ pods: [pod] }: Field): Promise<Struck> {
  const until = performance.now() + FULL_MS;
  let most = 0;
  while (performance.now() < until) {
    most = Math.max(most, (pod?.residentBytes ?? 0) / 2 ** 20);
    await pause(100);
  }
  const mostMegabytes = Math.round(most);
  return {
    leftMs: [],
    figures: { mostMegabytes },
    broken: most > POD_MEGABYTES ? [`the pod holds ${mostMegabytes} MB`] : [],
  };
}
