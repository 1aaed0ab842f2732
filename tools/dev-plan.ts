import { join } from 'node:path';
import type { ProcessPlan } from './process-group.ts';

export interface DevPorts {
  readonly edge: number;
  readonly pods: readonly number[];
  readonly metrics: readonly number[];
  readonly inspector: number;
  /** `undefined` when every place keeps its own rooms. */
  readonly redis: number | undefined;
}

export interface DevPlace {
  readonly plan: ProcessPlan;
  readonly url: string;
}

export interface DevPlan {
  readonly redis: ProcessPlan | undefined;
  readonly pods: readonly DevPlace[];
  readonly edge: DevPlace;
  /** What the edge reads its settings from: not its command line, which everybody on the machine can read. */
  readonly edgeSettings: Readonly<Record<string, string>>;
}

const url = (port: number) => `http://localhost:${port}`;
/** A browser that was told 127.0.0.1 is another origin than one that was told localhost. */
const origins = (port: number) => [url(port), `http://127.0.0.1:${port}`];

/** Every process of `npm run dev` and how they know of each other. */
export function planDev(
  ports: DevPorts,
  secret: string,
  state: string,
  edgeFile: string,
  redisServer: string | undefined,
): DevPlan {
  const all = [ports.edge, ...ports.pods];
  /** Where nothing is shared the same rooms are nowhere else: whoever lost a place has to wait for it. */
  const others = (port: number) => (ports.redis === undefined ? [] : all.filter((other) => other !== port).map(url));
  const settings = (place: string, port: number): Record<string, string> => ({
    PLACE: place,
    AUTH_SECRET: secret,
    GUESTS: 'true',
    HISTORY_SECONDS: '86400',
    // One person at one address opens many windows and reloads them often.
    CONNECTS_PER_MINUTE: '0',
    SOCKETS_PER_VISITOR: '100',
    ROOMS_PER_MINUTE: '0',
    ALLOWED_ORIGINS: all.flatMap(origins).join(','),
    ELSEWHERE: others(port).join(','),
    REDIS_URL: ports.redis === undefined ? '' : `redis://127.0.0.1:${ports.redis}`,
  });
  return {
    redis:
      redisServer === undefined || ports.redis === undefined ? undefined : redisPlan(redisServer, ports.redis, state),
    pods: ports.pods.map((port, index) => ({
      url: url(port),
      plan: podPlan(`pod-${index + 1}`, port, ports.metrics[index] ?? 0, state, settings),
    })),
    edge: { url: url(ports.edge), plan: edgePlan(ports, state, edgeFile) },
    edgeSettings: settings('edge', ports.edge),
  };
}

function podPlan(
  name: string,
  port: number,
  metricsPort: number,
  state: string,
  settings: (place: string, port: number) => Record<string, string>,
): ProcessPlan {
  return {
    name,
    command: process.execPath,
    args: ['origin/main.ts'],
    env: {
      ...settings(name, port),
      PORT: String(port),
      HOST: '127.0.0.1',
      METRICS_PORT: String(metricsPort),
      METRICS_HOST: '127.0.0.1',
      DATA_DIR: join(state, 'pods'),
      KEEPER: '',
    },
  };
}

function edgePlan(ports: DevPorts, state: string, edgeFile: string): ProcessPlan {
  return {
    name: 'edge',
    command: process.execPath,
    args: [
      'node_modules/wrangler/bin/wrangler.js',
      'dev',
      ...['--port', String(ports.edge), '--ip', '127.0.0.1', '--inspector-port', String(ports.inspector)],
      ...['--persist-to', join(state, 'edge'), '--env-file', edgeFile, '--show-interactive-dev-session=false'],
    ],
    env: {
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_LOG_PATH: join(state, 'wrangler'),
      WRANGLER_REGISTRY_PATH: join(state, 'wrangler', 'registry'),
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      CI: 'true',
    },
  };
}

/** Kept on disk, so that rooms outlive a restart here as they do without Redis. */
function redisPlan(redisServer: string, port: number, state: string): ProcessPlan {
  return {
    name: 'redis',
    command: redisServer,
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', join(state, 'redis')],
      ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec', '--loglevel', 'warning'],
    ],
    env: {},
  };
}
