import { type Environment, type LogLevel, readSettings, SETTINGS, type SettingName, type Values } from '#app';
import type { RateRule, Retention } from '#chat';
import { CannotStart } from './cannot-start.ts';

export type KeeperName = 'memory' | 'sqlite' | 'redis';

/** How messages are kept, with what that keeper needs. */
export type KeeperConfig =
  | { readonly name: 'memory' }
  /** The file of the database is `<directory>/<place>.db`. */
  | { readonly name: 'sqlite'; readonly directory: string }
  | {
      readonly name: 'redis';
      readonly url: string;
      readonly cluster: boolean;
      readonly partitions: number;
      readonly prefix: string;
    };

/** Whose tokens are believed: one of `secret` and `jwksUrl` is there. */
export interface AuthConfig {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  /** Whether anybody may ask for a guest's token. */
  readonly guests: boolean;
}

/** Everything that a pod is told from outside. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly place: string;
  readonly keeper: KeeperConfig;
  readonly retention: Retention;
  readonly auth: AuthConfig;
  readonly allowedOrigins: readonly string[];
  readonly elsewhere: readonly string[];
  readonly connectRate: RateRule | undefined;
  readonly logLevel: LogLevel;
}

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
    host: values.HOST,
    port: values.PORT,
    metricsHost: values.METRICS_HOST ?? values.HOST,
    metricsPort: values.METRICS_PORT,
    place: values.PLACE,
    keeper: keeperConfig(values),
    retention: { entries: values.HISTORY_ENTRIES, seconds: values.HISTORY_SECONDS },
    auth: {
      secret: values.AUTH_SECRET,
      jwksUrl: values.AUTH_JWKS_URL,
      issuer: values.AUTH_ISSUER,
      audience: values.AUTH_AUDIENCE,
      guests: values.GUESTS,
    },
    allowedOrigins: values.ALLOWED_ORIGINS,
    elsewhere: values.ELSEWHERE,
    connectRate:
      values.CONNECTS_PER_MINUTE === 0
        ? undefined
        : { perMinute: values.CONNECTS_PER_MINUTE, burst: values.CONNECTS_PER_MINUTE },
    logLevel: values.LOG_LEVEL,
  };
}

/** What each value alone cannot show. A name whose own value is at fault is not complained about twice. */
function faultsBetween(env: Environment, values: Values<typeof SETTINGS>): string[] {
  const faults: string[] = [];
  const absent = (name: SettingName) => !env[name];
  if (absent('AUTH_SECRET') && absent('AUTH_JWKS_URL')) {
    faults.push('AUTH_SECRET is missing, set at least 32 bytes or AUTH_JWKS_URL');
  } else if (values.GUESTS && absent('AUTH_SECRET')) {
    faults.push('AUTH_SECRET is missing, set at least 32 bytes because GUESTS is "true"');
  }
  if (values.KEEPER === 'redis' && absent('REDIS_URL')) {
    faults.push('REDIS_URL is missing, set a redis:// or rediss:// address because KEEPER is "redis"');
  }
  if (values.REDIS_CLUSTER && absent('REDIS_URL')) {
    faults.push('REDIS_URL is missing, set a redis:// or rediss:// address because REDIS_CLUSTER is "true"');
  }
  if (values.REDIS_URL?.includes(',') && values.REDIS_CLUSTER === false) {
    faults.push('REDIS_URL has several addresses, must be one unless REDIS_CLUSTER is "true"');
  }
  if (values.PORT !== undefined && values.PORT !== 0 && values.PORT === values.METRICS_PORT) {
    faults.push(`METRICS_PORT is "${values.METRICS_PORT}", must be another port than PORT`);
  }
  return faults;
}

function keeperConfig(values: Values<typeof SETTINGS>): KeeperConfig {
  const name = values.KEEPER ?? (values.REDIS_URL === undefined ? 'sqlite' : 'redis');
  if (name !== 'redis') return name === 'memory' ? { name } : { name, directory: values.DATA_DIR };
  return {
    name,
    url: values.REDIS_URL ?? '',
    cluster: values.REDIS_CLUSTER,
    partitions: values.PARTITIONS,
    prefix: values.KEY_PREFIX,
  };
}
