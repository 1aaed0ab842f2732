import { authFaults, EDGE_SETTINGS, type PlaceConfig, placeConfig } from '#app';
import { DURABILITIES, type Durability } from '#chat';
import { type Environment, readSettings } from '#settings';

interface EdgeRedis {
  readonly url: string;
  readonly prefix: string;
  readonly partitions: number;
  readonly durability: Durability;
}

/** Everything that the Worker and its objects are told from outside. */
export interface EdgeConfig extends PlaceConfig {
  readonly mode: 'serve' | 'proxy' | 'absorb';
  /** Where the pods are, in the modes `proxy` and `absorb`; `undefined` in the mode `serve`. */
  readonly originUrl: string | undefined;
  /** Into how many objects rooms and counts are spread. */
  readonly partitions: number;
  /** The Redis that is shared with pods; without one, each room keeps its own SQLite. */
  readonly redis: EdgeRedis | undefined;
  /** What an acknowledged message survives. */
  readonly durability: Durability;
}

/** Everything that keeps the Worker from serving, told at once. */
export class CannotServe extends Error {
  override readonly name = 'CannotServe';
  readonly code = 'config';

  constructor(faults: readonly string[]) {
    super(`Cannot serve: ${faults.join('; ')}`);
  }
}

/**
 * Reads the Worker's bindings. Those that are not text (objects, assets) are not looked at.
 *
 * @throws CannotServe
 */
export function parseEdgeConfig(bindings: object): EdgeConfig {
  const env: Environment = Object.fromEntries(
    Object.entries(bindings).filter(([, value]) => typeof value === 'string'),
  );
  const faults: string[] = [];
  const values = readSettings(EDGE_SETTINGS, env, faults);
  faults.push(...authFaults(env, values));
  if (values.MODE !== undefined && values.MODE !== 'serve' && !env.ORIGIN_URL) {
    faults.push(`ORIGIN_URL is missing, set the address of the pods because MODE is "${values.MODE}"`);
  }
  if (values.MODE === 'absorb' && !env.REDIS_URL) {
    faults.push(
      'REDIS_URL is missing, set the Redis of the pods because MODE is "absorb": both sides read the same rooms',
    );
  }
  if (values.REDIS_URL?.includes(',')) {
    faults.push('REDIS_URL names several nodes, must be one: a Redis Cluster is for pods only');
  }
  const here = env.REDIS_URL ? 'redis' : 'sqlite';
  if (values.DURABILITY !== undefined && DURABILITIES[values.DURABILITY].keeper !== here) {
    const reason = here === 'redis' ? 'REDIS_URL is set' : 'there is no REDIS_URL, so each room keeps its own SQLite';
    faults.push(`DURABILITY is "${values.DURABILITY}", which cannot be at the edge: ${reason}`);
  }
  if (faults.length > 0) throw new CannotServe(faults);
  const { REDIS_URL: url, KEY_PREFIX: prefix, PARTITIONS: partitions } = values;
  const durability = values.DURABILITY ?? here;
  return {
    ...placeConfig(values),
    mode: values.MODE,
    originUrl: values.MODE === 'serve' ? undefined : values.ORIGIN_URL,
    partitions,
    redis: url === undefined ? undefined : { url, prefix, partitions, durability },
    durability,
  };
}
