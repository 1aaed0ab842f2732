import { metricOf } from './fault-scene.ts';
import { INSPECTED, Inspector } from './inspector.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import { startPod } from './pod-process.ts';
import { startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

export interface LeakPlan {
  /** How often somebody comes and goes. */
  readonly cycles: number;
  /** How many of them come at once. */
  readonly wave: number;
}

/** What a pod holds when everybody is gone, before and after. */
export interface LeakReport {
  readonly cycles: number;
  readonly refused: number;
  readonly seconds: number;
  readonly warmMegabytes: number;
  readonly heldMegabytes: number;
  /** How much more is held, as a part of what was held when it was warm. */
  readonly grown: number;
  readonly rooms: number;
  /** Timers, sockets and connections of Redis that are more than before, by kind. */
  readonly left: Readonly<Record<string, number>>;
}

/** So many waves make a pod warm: compiled code, tables that grow once. */
const WARM_WAVES = 10;
/** A room is kept for some seconds after the last one left. */
const EMPTY_MS = 30_000;

/** Lets people come, be welcomed, speak and go in waves, each in a room of their own. */
export async function runLeak(
  { cycles, wave }: LeakPlan,
  tell: (sentence: string) => void = () => {},
): Promise<LeakReport> {
  const redis = await startRedisServer();
  const pod = await startPod({ redisUrl: redis.url, nodeArgs: INSPECTED, env: { ADMIT_PER_SECOND: '0' } });
  const inspector = await Inspector.open(pod);
  const tokens = await Promise.all(Array.from({ length: wave }, (_, index) => signToken({ sub: `visitor-${index}` })));
  let waves = 0;
  let refused = 0;
  const comeAndGo = async () => {
    const prefix = `wave-${waves++}`;
    await Promise.all(
      tokens.map(async (token, index) => {
        const peer = await Peer.enter(pod.url, `${prefix}-${index}`, token).catch(() => undefined);
        if (peer === undefined) {
          // A Redis that is asked for too many rooms at once refuses some: they came and went too.
          refused++;
          return;
        }
        if (index % 20 === 0) await peer.tell('hello');
        if (index % 2 === 0) await peer.close();
        else peer.break();
      }),
    );
  };
  const look = async () => {
    const rooms = await eventually(
      async () => ((await metricOf(pod, 'breakwater_rooms_active')) === 0 ? 0 : undefined),
      'every room to be over',
      EMPTY_MS,
    ).catch(() => metricOf(pod, 'breakwater_rooms_active'));
    const resources = new Map(await inspector.resources());
    resources.set('RedisConnection', (await redis.ask('CLIENT', 'LIST')).split('\n').filter(Boolean).length);
    return { rooms, resources, bytes: await inspector.heldBytes() };
  };
  try {
    for (let count = 0; count < WARM_WAVES; count++) await comeAndGo();
    const before = await look();
    const begun = performance.now();
    for (let done = 0; done < cycles; done += wave) {
      await comeAndGo();
      if (waves % 50 === 0) tell(`${done} of ${cycles}`);
    }
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const after = await look();
    const more = [...after.resources].map(
      ([kind, count]) => [kind, count - (before.resources.get(kind) ?? 0)] as const,
    );
    const megabytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 100) / 100;
    return {
      cycles,
      refused,
      seconds,
      warmMegabytes: megabytes(before.bytes),
      heldMegabytes: megabytes(after.bytes),
      grown: Math.round((after.bytes / before.bytes - 1) * 1_000) / 1_000,
      rooms: after.rooms,
      left: Object.fromEntries(more.filter(([, count]) => count > 0)),
    };
  } finally {
    inspector.close();
    await pod.stop();
    await redis.stop();
  }
}
