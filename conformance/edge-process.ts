import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeEnvironment } from './place-environment.ts';
import { ROOT, type RunningPlace, startPlace } from './place-process.ts';
import type { PlaceOptions } from './pod-process.ts';

/** wrangler without the account, the questions and the network. */
const OFFLINE = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/**
 * Starts the edge on a free port of this machine: the real Worker and its Durable Objects, in workerd.
 *
 * @throws Error when it does not get ready, with what it said
 */
export async function startEdge(options: PlaceOptions = {}): Promise<RunningPlace> {
  const { name = 'edge', redisUrl } = options;
  const own = await mkdtemp(join(tmpdir(), 'breakwater-edge-'));
  // Without the folder of the built page wrangler does not start; these tests need no page.
  await mkdir(join(ROOT, 'web/dist'), { recursive: true });
  const settings = join(own, 'settings.env');
  const env = { ...placeEnvironment(name, redisUrl), ...options.env };
  await writeFile(
    settings,
    Object.entries(env)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
      .join(''),
  );
  return startPlace({
    name,
    args: ['conformance/edge-main.ts'],
    env: {
      ...OFFLINE,
      EDGE_SETTINGS: settings,
      EDGE_STATE: options.folder ?? join(own, 'state'),
      WRANGLER_LOG_PATH: join(own, 'log'),
      WRANGLER_REGISTRY_PATH: join(own, 'registry'),
    },
    address: (line) => /^Ready on (http:\S+)$/.exec(line)?.[1],
    // wrangler itself ends a process that is told to stop, as if nobody listened: 128 + 15.
    goodExits: [0, 143],
    onEnd: () => rm(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  });
}
