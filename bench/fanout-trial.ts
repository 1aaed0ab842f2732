import { setTimeout as pause } from 'node:timers/promises';
import { type RedisServer, signToken, startRedisServer } from '#conformance';
import { Generator } from './fanout-asking.ts';
import type { Contestant, Server } from './fanout-contestants.ts';
import type { Person } from './fanout-dialect.ts';
import { climb, type OfferedLoad } from './fanout-ladder.ts';
import type { Saturation } from './fanout-load.ts';
import { type Shape, windowOf } from './fanout-shapes.ts';
import { processTree, residentBytesOf } from './process-usage.ts';

/** Whether a server is alone with rooms in its memory, or shares them through Redis. */
export type Sharing = 'alone' | 'redis';

export interface TrialPlan {
  readonly contestant: Contestant;
  readonly shape: Shape;
  readonly sharing: Sharing;
  /** Times of the parts, in milliseconds. After the joins there is time for what they leave behind, a list of members. */
  readonly settleMs: number;
  readonly warmMs: number;
  readonly saturateMs: number;
  readonly offerMs: number;
  /** Loads to offer until one is not taken, in deliveries per second, rising; single messages are always among them. */
  readonly loads: readonly number[];
  /** The length of what everybody says. */
  readonly textBytes: number;
  readonly profile: string | undefined;
  /** Puts something into the Redis before anybody uses it. */
  readonly furnish?: (redisUrl: string) => Promise<void>;
}

export interface Trial {
  readonly connectsPerSecond: number;
  /** Memory that a socket in its room takes from the server, in bytes in RAM, before anything was said. */
  readonly bytesPerConnection: number;
  readonly saturation: Saturation;
  /** `single`: ten messages a second; `half`: half of what it took of loads offered whatever came back; others in deliveries per second. */
  readonly loads: readonly OfferedLoad[];
  /** The greatest of those, in deliveries per second. */
  readonly sustainedPerSecond: number;
  /**
   * Sockets that were lost, messages that were refused, and what was said about it; nothing of it should be. A message
   * that was refused under a load that was too much is not among them.
   */
  readonly lost: number;
  readonly refused: number;
  readonly complaints: readonly string[];
}

const SINGLE_PER_SECOND = 10;
/** Between two loads, so that what one leaves behind is not the next one's. */
const REST_MS = 300;

/** Measures one server in one shape, with fresh processes for all. */
export async function runTrial(plan: TrialPlan): Promise<Trial> {
  const ends: Array<() => Promise<void>> = [];
  try {
    return await measure(plan, ends);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function measure(plan: TrialPlan, ends: Array<() => Promise<void>>): Promise<Trial> {
  const { contestant, shape } = plan;
  const redis = plan.sharing === 'redis' ? await startRedisServer() : undefined;
  if (redis) {
    ends.push(() => redis.stop());
    await plan.furnish?.(redis.url);
  }
  const servers = await startServers(plan, redis, ends);
  const generator = new Generator();
  ends.push(() => generator.close());
  const people = await peopleOf(shape, plan.textBytes);
  const watched = {
    server: servers.flatMap(({ pid }) => processTree(pid, contestant.processName)),
    store: redis?.pid === undefined ? [] : [redis.pid],
  };
  const before = residentBytesOf(watched.server);
  const ports = servers.map(({ port }) => port);
  const { seconds } = await generator.ask<'enter'>({ what: 'enter', dialect: contestant.dialect, people, ports });
  await pause(plan.settleMs);
  const bytesPerConnection = (residentBytesOf(watched.server) - before) / people.length;
  const load = { people: shape.people, window: windowOf(shape), warmMs: plan.warmMs, ms: plan.saturateMs };
  const { result: saturation } = await generator.ask<'saturate'>({ what: 'saturate', load, watched });
  let overdone = 0;
  const offer = async (deliveriesPerSecond: number) => {
    await pause(REST_MS);
    const offered = { people: shape.people, perSecond: deliveriesPerSecond / shape.people, ms: plan.offerMs };
    const { result } = await generator.ask<'offer'>({ what: 'offer', load: offered, watched });
    overdone += result.refused;
    return result;
  };
  const single = { load: 'single', ...(await offer(SINGLE_PER_SECOND * shape.people)) };
  const climbed = await climb(plan.loads, offer);
  const { lost, refused, complaints } = await generator.ask<'leave'>({ what: 'leave' });
  return {
    connectsPerSecond: people.length / seconds,
    bytesPerConnection,
    saturation,
    loads: [single, ...climbed.loads],
    sustainedPerSecond: climbed.sustainedPerSecond,
    lost,
    refused: refused - overdone,
    complaints,
  };
}

async function startServers(
  { contestant, sharing, profile }: TrialPlan,
  redis: RedisServer | undefined,
  ends: Array<() => Promise<void>>,
): Promise<Server[]> {
  const servers: Server[] = [];
  for (let count = 0; count < (sharing === 'redis' ? contestant.sharing : 1); count++) {
    const server = await contestant.start({ name: `${contestant.name}-${count + 1}`, redisUrl: redis?.url, profile });
    ends.push(() => server.stop());
    servers.push(server);
  }
  return servers;
}

/** Who takes part: rooms in turn, so that neighbours in the list are in different rooms and at different servers. */
async function peopleOf({ rooms, people }: Shape, textBytes: number): Promise<Person[]> {
  return Promise.all(
    Array.from({ length: rooms * people }, async (_, index) => {
      const name = `person-${index}`;
      return { index, name, room: `room-${index % rooms}`, token: await signToken({ sub: name, name }), textBytes };
    }),
  );
}
