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

/** Clients in one process. */
const CROWD = 5_000;
/** How long everybody talks before the blow and after everybody is back, in milliseconds. */
const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;
const BACK_MS = 90_000;

/** What pods ask for; the rest is run by their scripts. */
const ASKED = new Set(['evalsha', 'eval', 'xread', 'xrange', 'hgetall', 'mget', 'ping', 'hdel']);

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
    const pods: StormPod[] = [];
    for (let count = 1; count <= (plan.kind === 'storm' ? 2 : 3); count++) {
      const pod = await StormPod.start(`pod-${count}`, redis.url);
      pods.push(pod);
      stops.push(() => pod.kill());
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
      const urls = wayOf(kind, pods);
      return crowd.ask({
        ask: 'enter',
        name: `crowd-${index}`,
        clients: share,
        roomSize: plan.roomSize,
        rude: plan.rude,
        urls,
      });
    }),
  );
  for (const crowd of crowds) {
    await crowd.ask({ ask: 'talk', perSecond: plan.perSecond / crowds.length, seed });
  }
  await pause(BEFORE_MS);
  await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'mark' })));
  const before = await Promise.all(pods.map((pod) => pod.metrics()));
  const commands = await commandsOf(redis);
  const begun = performance.now();
  tell(`now: ${kind}`);
  const { leftMs, allBackMs, probed } = await rage(plan, stage);
  await pause(AFTER_MS);
  const seconds = (performance.now() - begun) / 1_000;
  const asked = await commandsOf(redis);
  const stayed = kind === 'rolling' ? [] : pods.slice(1);
  const after = await Promise.all((kind === 'rolling' ? pods : stayed).map((pod) => pod.metrics()));
  const grown = (name: string) =>
    after.reduce((sum, metrics, index) => {
      const first = kind === 'rolling' ? 0 : (before[index + 1]?.get(name) ?? 0);
      return sum + (metrics.get(name) ?? 0) - first;
    }, 0);
  const worst = (name: string) => Math.max(...after.map((metrics) => metrics.get(name) ?? 0));
  tell('everybody falls silent; the ledger is read');
  const reports = await Promise.all(crowds.map((crowd) => crowd.settle()));
  const scene = {
    leftMs,
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
async function rage({ kind, clients }: StormPlan, { pods, crowds }: Stage) {
  const over = new AbortController();
  // Of pods that are all replaced none stays.
  const knocked = kind === 'rolling' ? undefined : pods.at(-1);
  const probing = knocked && probe(knocked.url, over.signal);
  const struckAt = performance.now();
  const leftMs = await strike(kind, pods, crowds);
  const begun = leftMs.length === 0 ? struckAt : performance.now();
  await everybodyOnline(clients, crowds);
  const allBackMs = performance.now() - begun;
  over.abort();
  return { leftMs, allBackMs, probed: (await probing) ?? { acceptMs: [], refused: 0, failed: [] } };
}

/** Where clients go first and where then: one list for each of those who come in turn. */
function wayOf(kind: StormKind, pods: readonly StormPod[]): string[][] {
  const urls = pods.map(({ url }) => url);
  if (kind === 'drain' || kind === 'storm') return [urls];
  return urls.map((_, index) => [...urls.slice(index), ...urls.slice(0, index)]);
}

async function strike(kind: StormKind, pods: readonly StormPod[], crowds: readonly StormCrowd[]): Promise<number[]> {
  const [first] = pods;
  if (first === undefined) return [];
  if (kind === 'drain') return [await first.stop()];
  if (kind === 'rolling') {
    const leftMs: number[] = [];
    for (const pod of pods) leftMs.push(await pod.replace());
    return leftMs;
  }
  await first.kill();
  // The ends of their sockets reach the clients one after the other: nobody is counted who has not heard of it.
  await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'online' })));
  return [];
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
