import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { eventually } from './patience.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { StormCrowd } from './storm-crowd.ts';
import type { StormKind, StormPlan } from './storm-plan.ts';
import { StormPod } from './storm-pods.ts';
import { probe } from './storm-probe.ts';
import { reportOf, type StormReport } from './storm-report.ts';
import { POOLS, STRIKES } from './storm-strikes.ts';

/** Clients in one process. */
const CROWD = 5_000;
/** How long everybody talks before the blow and after everybody is back, in milliseconds. */
const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;
const BACK_MS = 90_000;

/** What pods ask for; the rest is run by their scripts. */
const ASKED = new Set(['evalsha', 'eval', 'xread', 'xrange', 'hgetall', 'mget', 'ping', 'hdel']);

/** In these the first pod is hit and is not there at the end. */
const HIT_FIRST: ReadonlySet<StormKind> = new Set(['drain', 'kill', 'storm']);
/** In these everybody is gone from the moment of the blow on. */
const SUDDEN: ReadonlySet<StormKind> = new Set(['kill', 'storm']);

interface Stage {
  readonly redis: RedisServer;
  readonly pods: readonly StormPod[];
  readonly crowds: readonly StormCrowd[];
}

/** Starts Redis, pods and clients, lets the blow fall while everybody talks, and reports what became of it. */
export async function runStorm(plan: StormPlan, tell: (sentence: string) => void = () => {}): Promise<StormReport> {
  const stops: Array<() => Promise<unknown>> = [];
  try {
    const redis = await startRedisServer();
    stops.push(() => redis.stop());
    const { most, first, env } = POOLS[plan.kind];
    const pods: StormPod[] = [];
    for (let count = 1; count <= most; count++) {
      const pod = await StormPod.reserve(`pod-${count}`, redis.url, env);
      stops.push(() => pod.kill());
      if (count <= first) await pod.start();
      pods.push(pod);
    }
    const crowds = Array.from({ length: Math.ceil(plan.clients / CROWD) }, () => new StormCrowd());
    for (const crowd of crowds) stops.push(() => crowd.close());
    return await play(plan, { redis, pods, crowds }, tell);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function play(plan: StormPlan, stage: Stage, tell: (sentence: string) => void): Promise<StormReport> {
  const { redis, pods, crowds } = stage;
  const { clients, kind, seed } = plan;
  tell(`${clients} clients come in`);
  await Promise.all(
    crowds.map((crowd, index) => {
      const share = Math.floor(clients / crowds.length) + (index < clients % crowds.length ? 1 : 0);
      const { roomSize, rude } = plan;
      return crowd.ask({
        ask: 'enter',
        name: `crowd-${index}`,
        clients: share,
        roomSize,
        rude,
        urls: wayOf(kind, pods),
      });
    }),
  );
  for (const crowd of crowds) {
    await crowd.ask({ ask: 'talk', perSecond: plan.perSecond / crowds.length, letters: plan.letters, seed });
  }
  await pause(BEFORE_MS);
  await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'mark' })));
  const running = pods.slice(0, POOLS[kind].first);
  const before = new Map(await Promise.all(running.map(async (pod) => [pod, await pod.metrics()] as const)));
  const commands = await commandsOf(redis);
  const begun = performance.now();
  tell(`now: ${kind}`);
  const { struck, allBackMs, probed } = await rage(plan, stage);
  await pause(AFTER_MS);
  const seconds = (performance.now() - begun) / 1_000;
  const asked = await commandsOf(redis);
  const stayed = HIT_FIRST.has(kind) ? running.slice(1) : running;
  const after = await Promise.all(stayed.map((pod) => pod.metrics()));
  const grown = (name: string) =>
    stayed.reduce((sum, pod, index) => {
      const first = kind === 'rolling' ? 0 : (before.get(pod)?.get(name) ?? 0);
      return sum + (after[index]?.get(name) ?? 0) - first;
    }, 0);
  const worst = (name: string) => Math.max(...after.map((metrics) => metrics.get(name) ?? 0));
  tell('everybody falls silent; the ledger is read');
  const reports = await Promise.all(crowds.map((crowd) => crowd.settle()));
  const scene = {
    ...struck,
    allBackMs,
    probed,
    eventLoopP99Ms: worst('nodejs_eventloop_lag_p99_seconds') * 1_000,
    refused: grown('breakwater_connections_refused_total'),
    redisPerSecond: (asked.all - commands.all) / seconds,
    redisAskedPerSecond: (asked.asked - commands.asked) / seconds,
    megabytes: worst('process_resident_memory_bytes') / 2 ** 20,
  };
  return reportOf(plan, scene, reports);
}

/** The blow, until everybody is back; who knocks meanwhile at the pod that stays is let in, or told when to come back. */
async function rage(plan: StormPlan, { pods, crowds }: Stage) {
  const over = new AbortController();
  // Of pods that are all replaced none stays.
  const knocked = plan.kind === 'rolling' ? undefined : pods[POOLS[plan.kind].first - 1];
  const probing = knocked && probe(knocked.url, over.signal);
  const struckAt = performance.now();
  const struck = await STRIKES[plan.kind]({ plan, pods, crowds });
  const begun = SUDDEN.has(plan.kind) ? struckAt : performance.now();
  await everybodyOnline(plan.clients, crowds);
  const allBackMs = performance.now() - begun;
  over.abort();
  return { struck, allBackMs, probed: (await probing) ?? { acceptMs: [], refused: 0, failed: [] } };
}

/** Where clients go first and where then: one list for each of those who come in turn. */
function wayOf(kind: StormKind, pods: readonly StormPod[]): string[][] {
  const urls = pods.map(({ url }) => url);
  if (kind === 'drain' || kind === 'storm') return [urls];
  const homes = urls.slice(0, POOLS[kind].first);
  return homes.map((_, index) => [...urls.slice(index), ...urls.slice(0, index)]);
}

async function everybodyOnline(clients: number, crowds: readonly StormCrowd[]): Promise<void> {
  const look = async () => {
    const answers = await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'online' })));
    return answers.reduce((sum, { online = 0 }) => sum + online, 0) === clients || undefined;
  };
  await eventually(look, 'everybody to be back', BACK_MS);
}

/** Every command that Redis ran, what scripts run among them, and those that it was asked for over a connection. */
async function commandsOf(redis: RedisServer): Promise<{ readonly all: number; readonly asked: number }> {
  const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(redis.port), 'info', 'commandstats']);
  const counts = { all: 0, asked: 0 };
  for (const [, name = '', calls = ''] of stdout.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    counts.all += Number(calls);
    if (ASKED.has(name)) counts.asked += Number(calls);
  }
  return counts;
}
