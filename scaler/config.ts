import { type Environment, readSettings, type Values } from '#settings';
import type { LogLevel } from './logger.ts';
import { ScalerFault } from './scaler-fault.ts';
import { SETTINGS, type SettingName } from './settings.ts';
import type { Freshness } from './stale-ladder.ts';
import type { TlsFiles } from './tls-files.ts';

/** Where what must outlive a decision is kept. */
export type KeeperConfig =
  | { readonly name: 'memory' }
  | { readonly name: 'sqlite'; readonly directory: string }
  | { readonly name: 'redis'; readonly url: string; readonly prefix: string };

/** How the REST API knows who calls. */
export interface AuthConfig {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  readonly openReading: boolean;
}

export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** What lead times and models are counted with. */
export interface Timing {
  readonly pollSeconds: number;
  readonly scrapeSeconds: number;
  readonly startSeconds: number;
  readonly refitSeconds: number;
}

/** Everything that the scaler is told from outside, but for the file of workloads. */
export interface Config {
  readonly workloadsFile: string;
  readonly grpc: Address & { readonly tls: TlsFiles | undefined; readonly connectionSeconds: number };
  readonly rest: Address & { readonly requestsPerMinute: number };
  readonly metrics: Address;
  readonly auth: AuthConfig;
  readonly keeper: KeeperConfig;
  readonly ledgerDays: number;
  readonly place: string;
  readonly prometheusUrl: string | undefined;
  readonly timing: Timing;
  readonly freshness: Freshness;
  readonly kubernetes: { readonly url: string | undefined; readonly accountDirectory: string };
  readonly logLevel: LogLevel;
  /** Where secrets are that the file of workloads names. */
  readonly env: Environment;
}

/**
 * Reads the environment. Nothing is repaired: a value that breaks its rule is a fault, and all faults are told at once.
 *
 * @throws ScalerFault `bad-settings`
 * @example
 * parseConfig({ GRPC_PORT: '0' }).grpc.port // => 0
 */
export function parseConfig(env: Environment): Config {
  const faults: string[] = [];
  const values = readSettings(SETTINGS, env, faults);
  faults.push(...faultsBetween(env, values));
  if (faults.length > 0) throw new ScalerFault('bad-settings', faults);
  const tls = tlsOf(values);
  return {
    workloadsFile: values.WORKLOADS_FILE,
    grpc: { host: values.GRPC_HOST, port: values.GRPC_PORT, tls, connectionSeconds: values.CONNECTION_SECONDS },
    rest: { host: values.REST_HOST, port: values.REST_PORT, requestsPerMinute: values.REQUESTS_PER_MINUTE },
    metrics: { host: values.METRICS_HOST, port: values.METRICS_PORT },
    auth: authOf(values),
    keeper: keeperOf(values),
    ledgerDays: values.LEDGER_DAYS,
    place: values.PLACE,
    prometheusUrl: values.PROMETHEUS_URL,
    timing: timingOf(values),
    freshness: freshnessOf(values),
    kubernetes: { url: values.KUBERNETES_URL ?? inCluster(env), accountDirectory: values.SERVICE_ACCOUNT_DIR },
    logLevel: values.LOG_LEVEL,
    env,
  };
}

type Read = Values<typeof SETTINGS>;

function tlsOf({ TLS_CERT_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE }: Read): TlsFiles | undefined {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return undefined;
  return { certFile: TLS_CERT_FILE, keyFile: TLS_KEY_FILE, clientCaFile: TLS_CLIENT_CA_FILE };
}

function authOf(values: Read): AuthConfig {
  return {
    secret: values.AUTH_SECRET,
    jwksUrl: values.AUTH_JWKS_URL,
    issuer: values.AUTH_ISSUER,
    audience: values.AUTH_AUDIENCE,
    openReading: values.OPEN_READING,
  };
}

function timingOf(values: Read): Timing {
  return {
    pollSeconds: values.POLL_SECONDS,
    scrapeSeconds: values.SCRAPE_SECONDS,
    startSeconds: values.START_SECONDS,
    refitSeconds: values.REFIT_SECONDS,
  };
}

function freshnessOf(values: Read): Freshness {
  return {
    forecastSeconds: values.FRESH_SECONDS,
    oldForecastSeconds: values.OLD_SECONDS,
    liveSeconds: values.LIVE_SECONDS,
    lastKnownSeconds: values.LAST_KNOWN_SECONDS,
  };
}

function keeperOf(values: Read): KeeperConfig {
  const name = values.KEEPER ?? (values.REDIS_URL === undefined ? 'sqlite' : 'redis');
  if (name === 'redis') return { name, url: values.REDIS_URL ?? '', prefix: values.KEY_PREFIX };
  return name === 'memory' ? { name } : { name, directory: values.DATA_DIR };
}

/** Kubernetes tells every pod where its API is. */
function inCluster({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' }: Environment) {
  if (!host) return undefined;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What each value alone cannot show. A name whose own value is at fault is not complained about twice. */
function faultsBetween(env: Environment, values: Read): string[] {
  const faults: string[] = [];
  const needs = (name: SettingName, other: SettingName) => {
    if (env[name] && !env[other]) faults.push(`${other} is missing, set it because ${name} is set`);
  };
  needs('TLS_CERT_FILE', 'TLS_KEY_FILE');
  needs('TLS_KEY_FILE', 'TLS_CERT_FILE');
  needs('TLS_CLIENT_CA_FILE', 'TLS_CERT_FILE');
  if (values.KEEPER === 'redis' && !env.REDIS_URL) {
    faults.push('REDIS_URL is missing, set a redis:// or rediss:// address because KEEPER is "redis"');
  }
  if (values.FRESH_SECONDS > values.OLD_SECONDS) {
    faults.push(`OLD_SECONDS is ${values.OLD_SECONDS}, must be at least FRESH_SECONDS, ${values.FRESH_SECONDS}`);
  }
  if (values.LIVE_SECONDS > values.LAST_KNOWN_SECONDS) {
    faults.push(
      `LAST_KNOWN_SECONDS is ${values.LAST_KNOWN_SECONDS}, must be at least LIVE_SECONDS, ${values.LIVE_SECONDS}`,
    );
  }
  const doors = (['GRPC', 'REST', 'METRICS'] as const).map((door) => [door, values[`${door}_PORT`]] as const);
  for (const [index, [door, port]] of doors.entries()) {
    const other = doors.slice(0, index).find(([, earlier]) => earlier === port);
    if (other !== undefined && port > 0)
      faults.push(`${door}_PORT is "${port}", must be another port than ${other[0]}_PORT`);
  }
  return faults;
}
