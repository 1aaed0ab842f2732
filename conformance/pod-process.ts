import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeEnvironment } from './place-environment.ts';
import { type RunningPlace, startPlace } from './place-process.ts';

export interface PlaceOptions {
  readonly name?: string;
  /** The Redis that it shares; without one it keeps its own rooms. */
  readonly redisUrl?: string;
  /** Where it keeps its rooms, to find them again when it is restarted; without one, they go when it goes. */
  readonly folder?: string;
  /** More arguments of Node, where it is a pod. */
  readonly nodeArgs?: readonly string[];
  /** Settings over those of `placeEnvironment`. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a pod as it is started in earnest, on a free port of this machine.
 *
 * @throws Error when it does not get ready, with what it said
 */
export async function startPod(options: PlaceOptions = {}): Promise<RunningPlace> {
  const { name = 'pod-1', redisUrl, env } = options;
  const own = options.folder === undefined ? await mkdtemp(join(tmpdir(), 'breakwater-pod-')) : undefined;
  return startPlace({
    name,
    args: [...(options.nodeArgs ?? []), '--max-semi-space-size=8', 'origin/main.ts'],
    env: {
      ...placeEnvironment(name, redisUrl),
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      DATA_DIR: options.folder ?? own ?? '',
      ...env,
    },
    address: listeningAt,
    goodExits: [0],
    onEnd: async () => {
      if (own !== undefined) await rm(own, { recursive: true, force: true });
    },
  });
}

/** A pod's log is JSON lines; one of them says its address. */
function listeningAt(line: string): string | undefined {
  if (!line.includes('"listening"')) return undefined;
  const { event, url } = JSON.parse(line) as { event?: string; url?: string };
  return event === 'listening' ? url : undefined;
}
