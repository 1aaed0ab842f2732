import { authFaults, type Network, type PlaceConfig, placeConfig, SETTINGS, type SettingName } from '#app';
import { DURABILITIES, type Durability } from '#chat';
import { type Environment, readSettings, type Values } from '#settings';
import type { AdmissionRules } from './admission.ts';
import { CannotStart } from './cannot-start.ts';

export type KeeperName = (typeof DURABILITIES)[Durability]['keeper'];

/** How messages are kept, with what that keeper needs. */
export type KeeperConfig =
  | { readonly name: 'memory' }
  /** The file of the database is `<directory>/<place>.db`. */
  | { readonly name: 'sqlite'; readonly directory: string }
  | {
      readonly name: 'redis';
      readonly durability: Durability;
      /** The file of the authority that the server's certificate is checked against. */
      readonly caFile: string | undefined;
      readonly url: string;
      readonly cluster: boolean;
      readonly partitions: number;
      readonly prefix: string;
    };

/** Everything that a pod is told from outside. */
export interface Config extends PlaceConfig {
  readonly host: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly keeper: KeeperConfig;
  readonly admission: AdmissionRules;
  readonly drainPerSecond: number;
  readonly rebalance: boolean;
  /** What must be borne to ask the pod to drain; without it nobody may. */
  readonly controlToken: string | undefined;
  /** How many sockets may wait without a token. */
  readonly anteroom: number;
  readonly trustedProxies: readonly Network[];
  /** Where the numbers of all pods are. */
  readonly prometheusUrl: string | undefined;
}

/** What a pod is taken to be made for when it has no bound. */
const USUAL_CONNECTIONS = 20_000;

/**
 * Reads the environment. Nothing is repaired: a value that breaks its rule is a fault, and all faults are told at once.
 *
 * @throws CannotStart `config`
 * @example
 * parseConfig({ AUTH_SECRET: 'a secret of at least thirty-two bytes', PORT: '0' }).port // => 0
 */
export function parseConfig(env: Environment): Config {
  const faults: string[] = [];
  const values = readSettings(SETTINGS, env, faults);
  faults.push(...faultsBetween(env, values));
  if (faults.length > 0) throw new CannotStart('config', faults);
  return {
    ...placeConfig(values),
    host: values.HOST,
    port: values.PORT,
    metricsHost: values.METRICS_HOST ?? values.HOST,
    metricsPort: values.METRICS_PORT,
    keeper: keeperConfig(values),
    admission: { perSecond: values.ADMIT_PER_SECOND, most: values.MAX_CONNECTIONS },
    drainPerSecond: values.DRAIN_PER_SECOND,
    rebalance: values.REBALANCE,
    controlToken: values.CONTROL_TOKEN,
    anteroom: Math.max(1, Math.floor((values.MAX_CONNECTIONS || USUAL_CONNECTIONS) / 10)),
    trustedProxies: values.TRUSTED_PROXIES,
    prometheusUrl: values.PROMETHEUS_URL,
  };
}

/** What each value alone cannot show. A name whose own value is at fault is not complained about twice. */
function faultsBetween(env: Environment, values: Values<typeof SETTINGS>): string[] {
  const faults = authFaults(env, values);
  const absent = (name: SettingName) => !env[name];
  if (values.KEEPER === 'redis' && absent('REDIS_URL')) {
    faults.push('REDIS_URL is missing, set a redis:// or rediss:// address because KEEPER is "redis"');
  }
  const wanted = values.DURABILITY && DURABILITIES[values.DURABILITY].keeper;
  if (wanted !== undefined && !absent('KEEPER') && values.KEEPER !== undefined && values.KEEPER !== wanted) {
    faults.push(`DURABILITY is "${values.DURABILITY}", which needs KEEPER "${wanted}" and not "${values.KEEPER}"`);
  }
  if (wanted === 'redis' && absent('KEEPER') && absent('REDIS_URL')) {
    faults.push(
      `REDIS_URL is missing, set a redis:// or rediss:// address because DURABILITY is "${values.DURABILITY}"`,
    );
  }
  if (values.REDIS_CLUSTER && absent('REDIS_URL')) {
    faults.push('REDIS_URL is missing, set a redis:// or rediss:// address because REDIS_CLUSTER is "true"');
  }
  if (values.REDIS_URL?.includes(',') && values.REDIS_CLUSTER === false) {
    faults.push('REDIS_URL has several addresses, must be one unless REDIS_CLUSTER is "true"');
  }
  if (values.REDIS_CA_FILE !== undefined && !values.REDIS_URL?.startsWith('rediss:')) {
    faults.push('REDIS_CA_FILE is set, which needs a rediss:// address in REDIS_URL');
  }
  if (values.PORT !== undefined && values.PORT !== 0 && values.PORT === values.METRICS_PORT) {
    faults.push(`METRICS_PORT is "${values.METRICS_PORT}", must be another port than PORT`);
  }
  return faults;
}

function keeperConfig(values: Values<typeof SETTINGS>): KeeperConfig {
  const wanted = values.DURABILITY && DURABILITIES[values.DURABILITY].keeper;
  const name = values.KEEPER ?? wanted ?? (values.REDIS_URL === undefined ? 'sqlite' : 'redis');
  if (name !== 'redis') return name === 'memory' ? { name } : { name, directory: values.DATA_DIR };
  return {
    name,
    durability: values.DURABILITY ?? 'redis',
    caFile: values.REDIS_CA_FILE,
    url: values.REDIS_URL ?? '',
    cluster: values.REDIS_CLUSTER,
    partitions: values.PARTITIONS,
    prefix: values.KEY_PREFIX,
  };
}
