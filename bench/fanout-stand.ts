import { setTimeout as pause } from 'node:timers/promises';
import { type RedisServer, signToken, startRedisServer } from '#conformance';
import { Generator } from './fanout-asking.ts';
import type { Contestant, Server } from './fanout-contestants.ts';
import type { Person } from './fanout-dialect.ts';
import type { Watched } from './fanout-load.ts';
import type { Shape } from './fanout-shapes.ts';
import { cpuSecondsOf, processTree, residentBytesOf } from './process-usage.ts';

/** Whether a server is alone with rooms in its memory, or shares them through Redis. */
export type Sharing = 'alone' | 'redis';

export interface StandPlan {
  readonly contestant: Contestant;
  readonly shape: Shape;
  readonly sharing: Sharing;
  /** After the joins there is time for what they leave behind, a list of members; in milliseconds. */
  readonly settleMs: number;
  /** The length of what everybody says. */
  readonly textBytes: number;
  readonly profile: string | undefined;
  /** Puts something into the Redis before anybody uses it. */
  readonly furnish?: (redisUrl: string) => Promise<void>;
}

/** A server with everybody in their rooms. */
export interface Stand {
  readonly generator: Generator;
  readonly watched: Watched;
  readonly connectsPerSecond: number;
  /** Joins in a second of processor time of the server's processes, what they leave behind among it. */
  readonly connectsPerCpuSecond: number;
  /** Memory that a socket in its room takes from the server, in bytes in RAM, before anything was said. */
  readonly bytesPerConnection: number;
}

/** Starts everything anew and lets everybody in. What was started is added to `ends`, also when something fails. */
export async function openStand(plan: StandPlan, ends: Array<() => Promise<void>>): Promise<Stand> {
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
  const before = { bytes: residentBytesOf(watched.server), cpu: cpuSecondsOf(watched.server) };
  const ports = servers.map(({ port }) => port);
  const { seconds } = await generator.ask<'enter'>({ what: 'enter', dialect: contestant.dialect, people, ports });
  await pause(plan.settleMs);
  return {
    generator,
    watched,
    connectsPerSecond: people.length / seconds,
    connectsPerCpuSecond: people.length / (cpuSecondsOf(watched.server) - before.cpu),
    bytesPerConnection: (residentBytesOf(watched.server) - before.bytes) / people.length,
  };
}

async function startServers(
  { contestant, sharing, profile }: StandPlan,
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
