import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from './fanout-crowd.ts';
import { cpuSecondsOf } from './process-usage.ts';

/** What a server did while it was given as much as it takes. */
export interface Saturation {
  readonly deliveriesPerSecond: number;
  /** Per second of processor time of the server's processes. */
  readonly deliveriesPerCpuSecond: number;
  /** Processors that the server's processes used, the generator, and Redis. */
  readonly serverCores: number;
  readonly generatorCores: number;
  readonly storeCores: number;
}

/** How long messages took at one offered load. */
export interface LoadLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same, counted from when the generator said it and not from when it was due. */
  readonly saidP99Ms: number;
  /** How late the generator itself was with what was due: what it adds. */
  readonly generatorP99Ms: number;
  /** What came of what was offered, as a share. */
  readonly delivered: number;
  /** Messages that the server said no to. */
  readonly refused: number;
  /** Per second of processor time of the server's processes; NaN when they used less than the kernel counts. */
  readonly deliveriesPerCpuSecond: number;
  /** The same of Redis's time. */
  readonly deliveriesPerStoreSecond: number;
}

export interface Watched {
  /** Processes whose time is the server's. */
  readonly server: readonly number[];
  readonly store: readonly number[];
}

/** No more for so long means that the rest does not come. */
const SILENCE_MS = 2_000;

/**
 * What each may say in one go before a server with a limit for each visitor says no (here 20 at once, 100 a minute);
 * the rest is left for the offered loads. Whoever is that quick is measured for a shorter time.
 */
const SAY_AT_MOST = 12;

/** Keeps so many messages under way: everybody speaks in turn, and one speaks when one was heard by all. */
export async function saturate(
  crowd: Crowd,
  { people, window, warmMs, ms }: { people: number; window: number; warmMs: number; ms: number },
  watched: Watched,
): Promise<Saturation> {
  const start = performance.now();
  const base = crowd.delivered;
  const refused = crowd.refused;
  const most = crowd.size * SAY_AT_MOST;
  let said = 0;
  let from = look(crowd, watched);
  let warm = false;
  let heardAt = start;
  let heard = crowd.delivered;
  for (let now = start; now - start < warmMs + ms && said < most; now = performance.now()) {
    const done = (crowd.delivered - base) / people + (crowd.refused - refused);
    for (; said - done < window; said++) crowd.say(now);
    if (crowd.delivered !== heard) {
      heard = crowd.delivered;
      heardAt = now;
    } else if (now - heardAt > SILENCE_MS) throw new Error(stuck(crowd));
    if (!warm && (now - start >= warmMs || said > most / 3)) {
      warm = true;
      from = look(crowd, watched);
    }
    await pause(1);
  }
  const to = look(crowd, watched);
  const seconds = to.at - from.at;
  const deliveries = to.delivered - from.delivered;
  await settle(crowd, () => base + (said - (crowd.refused - refused)) * people);
  return {
    deliveriesPerSecond: deliveries / seconds,
    deliveriesPerCpuSecond: deliveries / (to.server - from.server),
    serverCores: (to.server - from.server) / seconds,
    generatorCores: (to.own - from.own) / seconds,
    storeCores: (to.store - from.store) / seconds,
  };
}

/**
 * Offers messages at a fixed rate, whatever comes back: each is due at its time, and its latency counts from then,
 * also when the generator was late with it or the server made it wait (coordinated omission).
 */
export async function offer(
  crowd: Crowd,
  { people, perSecond, ms }: { people: number; perSecond: number; ms: number },
  watched: Watched,
): Promise<LoadLatency> {
  const from = look(crowd, watched);
  const latencies = crowd.measure();
  const base = crowd.delivered;
  const refused = crowd.refused;
  const late: number[] = [];
  const start = performance.now();
  const count = Math.max(1, Math.floor((perSecond * ms) / 1000));
  for (let said = 0; said < count; await pause(1)) {
    const now = performance.now();
    for (; said < count; said++) {
      const dueAt = start + (said * 1000) / perSecond;
      if (dueAt > now) break;
      late.push(now - dueAt);
      crowd.say(dueAt);
    }
  }
  await settle(crowd, () => base + (count - (crowd.refused - refused)) * people);
  crowd.stopMeasuring();
  const to = look(crowd, watched);
  const delivered = crowd.delivered - base;
  const per = (seconds: number) => (seconds > 0 ? delivered / seconds : Number.NaN);
  late.sort((one, other) => one - other);
  return {
    p50Ms: latencies.due.quantile(0.5),
    p99Ms: latencies.due.quantile(0.99),
    saidP99Ms: latencies.said.quantile(0.99),
    generatorP99Ms: late[Math.floor(late.length * 0.99)] ?? 0,
    delivered: delivered / (count * people),
    refused: crowd.refused - refused,
    deliveriesPerCpuSecond: per(to.server - from.server),
    deliveriesPerStoreSecond: per(to.store - from.store),
  };
}

/** Waits for the rest of what was said, for as long as some of it still comes. */
async function settle(crowd: Crowd, expected: () => number): Promise<void> {
  let heard = crowd.delivered;
  for (let heardAt = performance.now(); crowd.delivered < expected(); await pause(2)) {
    if (crowd.delivered !== heard) {
      heard = crowd.delivered;
      heardAt = performance.now();
    } else if (performance.now() - heardAt > SILENCE_MS) return;
  }
}

function look(crowd: Crowd, { server, store }: Watched) {
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now() / 1000,
    delivered: crowd.delivered,
    server: cpuSecondsOf(server),
    store: cpuSecondsOf(store),
    own: (user + system) / 1e6,
  };
}

function stuck({ lost, refused, complaints }: Crowd): string {
  return `Nothing came for ${SILENCE_MS} ms (${lost} sockets lost, ${refused} refusals): ${complaints.join(' | ')}`;
}
