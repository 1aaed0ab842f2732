import { address, matching, oneOf, type Setting, secretOf, wholeNumber, YES_OR_NO } from '#settings';

const HOST = matching(/^[A-Za-z0-9.:-]{1,255}$/, 'a host name or an IP address');
const PORT = wholeNumber(0, 65_535);
const FILE = matching(/^[^\0]{1,1024}$/, 'a path');
const CLAIM = matching(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters');
const SECONDS = wholeNumber(1, 86_400);
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

const JWKS = address(
  ['http:', 'https:'],
  'an https:// address (http:// only for this machine)',
  (url) => url.protocol === 'https:' || THIS_MACHINE.includes(url.hostname),
);

/**
 * Every environment name that the scaler reads, with its default, its rule and what it is for. A name that is set to
 * nothing (`REDIS_URL=`) counts as not set.
 */
export const SETTINGS = {
  WORKLOADS_FILE: { ...FILE, default: './workloads.yaml', purpose: 'The file of workloads' },
  GRPC_HOST: { ...HOST, default: '127.0.0.1', purpose: 'The address that KEDA comes to: 0.0.0.0 in a pod' },
  GRPC_PORT: { ...PORT, default: '9090', purpose: 'The port that KEDA comes to; 0 takes a free one' },
  TLS_CERT_FILE: { ...FILE, purpose: "The gRPC door's certificate, with those above it (PEM)" },
  TLS_KEY_FILE: { ...FILE, purpose: "The certificate's key (PEM)" },
  TLS_CLIENT_CA_FILE: { ...FILE, purpose: 'Who signs for clients (PEM): with it, KEDA must show a certificate' },
  CONNECTION_SECONDS: { ...SECONDS, default: '600', purpose: 'After this a gRPC connection is asked to come again' },
  REST_HOST: { ...HOST, default: '127.0.0.1', purpose: 'The address of the REST API' },
  REST_PORT: { ...PORT, default: '8090', purpose: 'The port of the REST API; 0 takes a free one' },
  METRICS_HOST: { ...HOST, default: '127.0.0.1', purpose: 'The address of GET /metrics' },
  METRICS_PORT: { ...PORT, default: '9474', purpose: 'The port of GET /metrics; 0 takes a free one' },
  AUTH_SECRET: { ...secretOf(32), secret: true, purpose: 'The shared secret of tokens signed with HS256' },
  AUTH_JWKS_URL: { ...JWKS, purpose: 'Where the public keys of tokens are' },
  AUTH_ISSUER: { ...CLAIM, default: 'breakwater', purpose: 'The "iss" that tokens must have' },
  AUTH_AUDIENCE: { ...CLAIM, default: 'breakwater-scaler', purpose: 'The "aud" that tokens must have' },
  OPEN_READING: {
    ...YES_OR_NO,
    default: 'false',
    purpose: 'Whether the REST API may be read without a token, for one machine or behind a proxy that asks for one',
  },
  REQUESTS_PER_MINUTE: {
    ...wholeNumber(1, 1_000_000),
    default: '600',
    purpose: 'REST requests of one caller in a minute',
  },
  PROMETHEUS_URL: {
    ...address(['http:', 'https:'], 'an http:// or https:// address without a password', ({ username, password }) => {
      return username === '' && password === '';
    }),
    // Where it is refused, it is because a password may be in it.
    secret: true,
    purpose: 'Prometheus, for metrics that name no other',
  },
  KEEPER: {
    ...oneOf('memory', 'sqlite', 'redis'),
    purpose: 'Where series, ledger and events are kept; "redis" when REDIS_URL is set, "sqlite" otherwise',
  },
  REDIS_URL: {
    ...address(['redis:', 'rediss:'], 'a redis:// or rediss:// address'),
    secret: true,
    purpose: 'The Redis that replicas share; it may hold a password, so it is never shown',
  },
  KEY_PREFIX: {
    ...matching(/^[A-Za-z0-9_.-]{1,32}$/, '1 to 32 letters, digits, "_", "." or "-"'),
    default: 'bws',
    purpose: 'What every key in Redis begins with; the same for every replica',
  },
  DATA_DIR: { ...FILE, default: './data', purpose: 'The folder of the SQLite keeper; it is made if need be' },
  LEDGER_DAYS: { ...wholeNumber(1, 3650), default: '365', purpose: 'How long rows of the ledger are kept' },
  PLACE: {
    ...matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, '1 to 63 letters, digits, ".", "_" or "-"'),
    default: 'scaler',
    purpose: "This process's name for people",
  },
  POLL_SECONDS: { ...SECONDS, default: '15', purpose: "KEDA's pollingInterval, which lead times count in" },
  SCRAPE_SECONDS: { ...SECONDS, default: '15', purpose: "Prometheus' scrape interval, which lead times count in" },
  START_SECONDS: { ...SECONDS, default: '60', purpose: 'How long a pod takes to be ready until that is learned' },
  REFIT_SECONDS: { ...SECONDS, default: '3600', purpose: 'How often a model is fitted anew; between, it is updated' },
  FRESH_SECONDS: { ...SECONDS, default: '600', purpose: 'How old a forecast may be to be followed as decided' },
  OLD_SECONDS: { ...SECONDS, default: '3600', purpose: 'How old it may be to be followed beside the need of now' },
  LIVE_SECONDS: { ...SECONDS, default: '120', purpose: 'How old a measurement may be to be taken for now' },
  LAST_KNOWN_SECONDS: {
    ...SECONDS,
    default: '1800',
    purpose: "How long without a measurement the last pods are told, before KEDA's fallback takes over",
  },
  KUBERNETES_URL: {
    ...address(['https:', 'http:'], 'an http:// or https:// address'),
    purpose: "Kubernetes' API; that of the cluster that this runs in unless told",
  },
  SERVICE_ACCOUNT_DIR: {
    ...FILE,
    default: '/var/run/secrets/kubernetes.io/serviceaccount',
    purpose: 'Where the token and the CA of the service account are',
  },
  LOG_LEVEL: { ...oneOf('debug', 'info', 'warn', 'error'), default: 'info', purpose: 'The least level logged' },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
