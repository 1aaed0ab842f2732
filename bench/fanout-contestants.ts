import { spawnSync } from 'node:child_process';
import { placeEnvironment, type RunningPlace, startPlace, startPod } from '#conformance';
import type { DialectName } from './fanout-dialect.ts';

/** A server that takes part, started. */
export interface Server {
  readonly port: number;
  /** The first of its processes. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly name: string;
  /** The Redis that it shares with others; undefined when it is alone. */
  readonly redisUrl: string | undefined;
  /** Where to put a profile of its processor time. */
  readonly profile: string | undefined;
}

/** Somebody who takes part in the benchmark. */
export interface Contestant {
  readonly name: string;
  readonly dialect: DialectName;
  /** Its processes when they share rooms through Redis; 0 when it cannot. */
  readonly sharing: number;
  /** The name of the processes that are the server, where its first one is not. */
  readonly processName?: string;
  /** More sockets than this are too much for a small machine: it does not take part in larger shapes. */
  readonly mostSockets?: number;
  /** Why it cannot take part here, if so. */
  missing?(): string | undefined;
  start(options: ServerOptions): Promise<Server>;
}

/** As it comes, but for what limits strangers: everybody here comes from one machine, and all at once. */
const SETTINGS = {
  HISTORY_ENTRIES: '300',
  HISTORY_SECONDS: '300',
  CONNECTS_PER_MINUTE: '0',
  ADMIT_PER_SECOND: '0',
  MAX_CONNECTIONS: '0',
};

/** One of this folder's processes. */
async function startOwn(name: string, file: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const place = await startPlace({
    name,
    args: [`bench/${file}`],
    env,
    address: (line) => /^Ready on (http:\S+)$/.exec(line)?.[1],
    goodExits: [0],
  });
  return serverOf(place, () => place.stop());
}

function serverOf({ url, pid }: RunningPlace, stop: () => Promise<void>): Server {
  return { port: Number(new URL(url).port), pid, stop };
}

function control(name: string, dialect: DialectName, file: string, kind = ''): Contestant {
  const start = ({ redisUrl = '' }: ServerOptions) => startOwn(name, file, { REDIS_URL: redisUrl, KIND: kind });
  return { name, dialect, sharing: 2, start };
}

export const POD: Contestant = {
  name: 'breakwater',
  dialect: 'breakwater',
  sharing: 2,
  start: async ({ name, redisUrl, profile }) => {
    const keeper = redisUrl === undefined ? { KEEPER: 'memory' } : {};
    const profiled = profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` };
    const place = await startPod({ name, redisUrl: redisUrl ?? '', env: { ...SETTINGS, ...keeper, ...profiled } });
    // A profile is written by a process that leaves; one that is killed is gone sooner.
    return serverOf(place, () => (profile === undefined ? place.kill() : place.stop()));
  },
};

const EDGE: Contestant = {
  name: 'edge',
  dialect: 'breakwater',
  sharing: 1,
  mostSockets: 2_000,
  processName: 'workerd',
  start: ({ name, redisUrl }) => {
    const settings = JSON.stringify({ ...placeEnvironment(name, redisUrl), ...SETTINGS });
    return startOwn(name, 'fanout-server-edge.ts', { KIND: 'breakwater', SETTINGS: settings });
  },
};

const EDGE_NAIVE: Contestant = {
  name: 'edge-naive',
  dialect: 'plain',
  sharing: 0,
  mostSockets: 2_000,
  processName: 'workerd',
  start: ({ name }) => startOwn(name, 'fanout-server-edge.ts', { KIND: 'naive' }),
};

const CENTRIFUGO: Contestant = {
  ...control('centrifugo', 'centrifugo', 'fanout-server-centrifugo.ts'),
  processName: 'centrifugo',
  missing: () => {
    const found = spawnSync('centrifugo', ['version'], { stdio: 'ignore' }).error === undefined;
    return found ? undefined : 'its program is not on the PATH';
  },
};

/** Everybody who can take part, controls first. */
export const CONTESTANTS: readonly Contestant[] = [
  control('ws', 'plain', 'fanout-server-ws.ts', 'naive'),
  control('limit', 'plain', 'fanout-server-ws.ts', 'limit'),
  control('socket.io', 'socket.io', 'fanout-server-socketio.ts'),
  CENTRIFUGO,
  POD,
  EDGE_NAIVE,
  EDGE,
];
