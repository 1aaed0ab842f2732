import { setTimeout as pause } from 'node:timers/promises';
import { type RedisServer, signToken, startRedisServer } from '#conformance';
import { Generator } from './fanout-asking.ts';
import type { Contestant, Server } from './fanout-contestants.ts';
import type { Person } from './fanout-dialect.ts';
import type { LoadLatency, Saturation } from './fanout-load.ts';
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
  /** Offered loads in deliveries per second, by name; one message a tenth of a second is always among them. */
  readonly loads: readonly number[];
  /** The length of what everybody says. */
  readonly textBytes: number;
  readonly profile: string | undefined;
  /** Puts something into the Redis before anybody uses it. */
  readonly furnish?: (redisUrl: string) => Promise<void>;
}

/** One load and what it did. */
export interface OfferedLoad extends LoadLatency {
  /** `single`: ten messages a second; `half`: half of what the same trial had at saturation; else deliveries per second. */
  readonly load: string;
}

export interface Trial {
  readonly connectsPerSecond: number;
  /** Memory that a socket in its room takes from the server, in bytes in RAM, before anything was said. */
  readonly bytesPerConnection: number;
  readonly saturation: Saturation;
  readonly loads: readonly OfferedLoad[];
  /** Sockets that were lost, messages that were refused, and what was said about it; nothing of it should be. */
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
  const loads: OfferedLoad[] = [];
  for (const [name, perSecond] of offersOf(plan, saturation)) {
    await pause(REST_MS);
    const offered = { people: shape.people, perSecond, ms: plan.offerMs };
    const { result } = await generator.ask<'offer'>({ what: 'offer', load: offered, watched });
    loads.push({ load: name, ...result });
  }
  const { lost, refused, complaints } = await generator.ask<'leave'>({ what: 'leave' });
  const connectsPerSecond = people.length / seconds;
  return { connectsPerSecond, bytesPerConnection, saturation, loads, lost, refused, complaints };
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

function offersOf({ shape, loads }: TrialPlan, { deliveriesPerSecond }: Saturation): Array<readonly [string, number]> {
  const fixed = loads.filter((load) => load < deliveriesPerSecond * 0.9);
  return [
    ['single', SINGLE_PER_SECOND],
    ...fixed.map((load) => [String(load), load / shape.people] as const),
    ['half', deliveriesPerSecond / 2 / shape.people],
  ];
}
