import { EDGE_SETTINGS, type Environment, type LogLevel, readSettings } from '#app';
import type { RateRule, Retention } from '#chat';

/** Whose tokens are believed: one of `secret` and `jwksUrl` is there. */
export interface EdgeAuth {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  readonly guests: boolean;
}

/** Everything that the Worker and its objects are told from outside. */
export interface EdgeConfig {
  /** Where everything goes, in the mode `proxy`; `undefined` in the mode `serve`. */
  readonly originUrl: string | undefined;
  readonly place: string;
  /** The Redis that is shared with pods; without one, each room keeps its own SQLite. */
  readonly redis: { readonly url: string; readonly prefix: string; readonly partitions: number } | undefined;
  readonly retention: Retention;
  readonly auth: EdgeAuth;
  readonly allowedOrigins: readonly string[];
  readonly elsewhere: readonly string[];
  readonly connectRate: RateRule | undefined;
  readonly logLevel: LogLevel;
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
  if (!env.AUTH_SECRET && !env.AUTH_JWKS_URL) {
    faults.push('AUTH_SECRET is missing, set at least 32 bytes or AUTH_JWKS_URL');
  } else if (values.GUESTS && !env.AUTH_SECRET) {
    faults.push('AUTH_SECRET is missing, set at least 32 bytes because GUESTS is "true"');
  }
  if (values.MODE === 'proxy' && !env.ORIGIN_URL) {
    faults.push('ORIGIN_URL is missing, set the address of the pods because MODE is "proxy"');
  }
  if (values.REDIS_URL?.includes(',')) {
    faults.push('REDIS_URL names several nodes, must be one: a Redis Cluster is for pods only');
  }
  if (faults.length > 0) throw new CannotServe(faults);
  const perMinute = values.CONNECTS_PER_MINUTE;
  const { REDIS_URL: url, KEY_PREFIX: prefix, PARTITIONS: partitions } = values;
  return {
    originUrl: values.MODE === 'proxy' ? values.ORIGIN_URL : undefined,
    place: values.PLACE,
    redis: url === undefined ? undefined : { url, prefix, partitions },
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
    connectRate: perMinute === 0 ? undefined : { perMinute, burst: perMinute },
    logLevel: values.LOG_LEVEL,
  };
}
