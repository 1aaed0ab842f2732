import { DURABILITIES, type Durability } from '#chat';
import { address, listOf, matching, oneOf, type Setting, secretOf, wholeNumber, YES_OR_NO } from '#settings';
import { parseNetwork } from './network.ts';

const DURABILITY_NAMES = Object.keys(DURABILITIES) as Durability[];

const HOST = matching(/^[A-Za-z0-9.:-]{1,255}$/, 'a host name or an IP address');
const CLAIM = matching(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters');
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

const JWKS = address(
  ['http:', 'https:'],
  'an https:// address (http:// only for this machine)',
  (url) => url.protocol === 'https:' || THIS_MACHINE.includes(url.hostname),
);

const NETWORK = { rule: 'an IP address or a network', read: parseNetwork };
const PROXIES = listOf(NETWORK, 'IP addresses or networks like "10.0.0.0/8", with commas between');

const NODE = address(['redis:', 'rediss:'], 'a redis:// or rediss:// address');
const REDIS = {
  rule: `${NODE.rule} (of a cluster: several, with commas between)`,
  read: (text: string) => (text.split(',').every((node) => NODE.read(node) !== undefined) ? text : undefined),
};

const ORIGINS = listOf(
  address(['http:', 'https:'], 'an origin', (url, text) => url.origin === text),
  'exact origins like "https://chat.example", with commas between',
);

const BASE = address(['http:', 'https:'], 'an http:// or https:// address without a "/" at the end', (url, text) => {
  const bare = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return bare && !text.endsWith('/');
});

const BASES = listOf(BASE, 'http:// or https:// addresses without a "/" at the end, with commas between');

/**
 * Every environment name that a pod reads, with its default, its rule and what it is for. A name that is set to nothing
 * (`REDIS_URL=`) counts as not set: this is how Compose and Kubernetes write an absent value.
 */
export const SETTINGS = {
  PORT: { ...wholeNumber(0, 65_535), default: '8080', purpose: 'The public port; 0 takes a free one' },
  HOST: { ...HOST, default: '0.0.0.0', purpose: 'The address to listen on' },
  METRICS_PORT: {
    ...wholeNumber(0, 65_535),
    default: '9464',
    purpose: 'The port of GET /metrics; 0 takes a free one',
  },
  METRICS_HOST: { ...HOST, purpose: 'The address to listen on for metrics; HOST when not set' },
  PLACE: {
    ...matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, '1 to 63 letters, digits, ".", "_" or "-"'),
    default: 'pod',
    purpose: "This process's name for people; the SQLite keeper names its file after it",
  },
  KEEPER: {
    ...oneOf('memory', 'sqlite', 'redis'),
    purpose: 'Where messages are kept; "redis" when REDIS_URL is set, "sqlite" otherwise',
  },
  DURABILITY: {
    ...oneOf(...DURABILITY_NAMES),
    purpose: 'What an acknowledged message survives; "redis" when REDIS_URL is set, "sqlite" otherwise',
  },
  REDIS_URL: {
    ...REDIS,
    secret: true,
    purpose: 'The Redis that all places share; it may hold a password, so it is never shown',
  },
  REDIS_CA_FILE: {
    ...matching(/^[^\0]{1,1024}$/, 'a path'),
    purpose:
      'The certificate (PEM) of the authority that a rediss:// address is checked against; those of the system when not set',
  },
  REDIS_CLUSTER: { ...YES_OR_NO, default: 'false', purpose: 'Whether REDIS_URL is a Redis Cluster' },
  PARTITIONS: {
    ...wholeNumber(1, 1024),
    default: '64',
    purpose: 'Into how many streams rooms are spread in Redis; the same for every place',
  },
  KEY_PREFIX: {
    ...matching(/^[A-Za-z0-9_.-]{1,32}$/, '1 to 32 letters, digits, "_", "." or "-"'),
    default: 'bw',
    purpose: 'What every key in Redis begins with; the same for every place',
  },
  DATA_DIR: {
    ...matching(/^[^\0]{1,1024}$/, 'a path'),
    default: './data',
    purpose: 'The folder of the SQLite keeper; it is made if need be',
  },
  HISTORY_ENTRIES: { ...wholeNumber(1, 10_000), default: '300', purpose: 'Messages kept for a room' },
  HISTORY_SECONDS: { ...wholeNumber(1, 604_800), default: '300', purpose: 'How long messages are kept' },
  AUTH_SECRET: { ...secretOf(32), secret: true, purpose: 'The shared secret of tokens signed with HS256' },
  AUTH_SECRET_OTHERS: {
    ...listOf(secretOf(32), 'shared secrets of at least 32 bytes, with commas between'),
    default: '',
    secret: true,
    purpose: 'Shared secrets that are taken too, while one replaces another',
  },
  AUTH_JWKS_URL: {
    ...JWKS,
    purpose: 'Where the public keys of tokens are',
  },
  AUTH_ISSUER: { ...CLAIM, default: 'breakwater', purpose: 'The "iss" that tokens must have' },
  AUTH_AUDIENCE: { ...CLAIM, default: 'breakwater', purpose: 'The "aud" that tokens must have' },
  GUESTS: { ...YES_OR_NO, default: 'false', purpose: 'Whether POST /api/guests gives tokens to anybody' },
  ALLOWED_ORIGINS: {
    ...ORIGINS,
    default: '',
    purpose: 'Origins that browsers may come from, besides the own one',
  },
  ELSEWHERE: {
    ...BASES,
    default: '',
    purpose: 'Base addresses of other places, for clients whose place is gone',
  },
  FIREBASE_PROJECT_ID: {
    ...matching(/^[a-z][a-z0-9-]{3,29}$/, "a Firebase project's id"),
    purpose: 'Takes the ID tokens of this Firebase project: its keys, its issuer and its audience',
  },
  FIREBASE_API_KEY: {
    ...matching(/^[A-Za-z0-9_-]{1,100}$/, "a Firebase project's Web API key"),
    purpose: 'With FIREBASE_PROJECT_ID: the page signs people in there by e-mail and password. The key is public',
  },
  FIREBASE_AUTH_URL: {
    ...BASE,
    purpose: "Where the page signs in, in the form of Firebase's emulator; Google's own addresses when not set",
  },
  TOKEN_URL: {
    ...JWKS,
    purpose: 'Where the page gets a token for whoever is signed in there by a cookie: answers {"token": "…"}',
  },
  CONNECTS_PER_MINUTE: {
    ...wholeNumber(0, 100_000),
    default: '20',
    purpose: 'New connections from one address in a minute; 0 for no limit',
  },
  ADMIT_PER_SECOND: {
    ...wholeNumber(0, 100_000),
    default: '1000',
    purpose: 'New sockets let in in a second, so that a storm of them hurts nobody who is in; 0 for no limit',
  },
  MAX_CONNECTIONS: {
    ...wholeNumber(0, 1_000_000),
    default: '20000',
    purpose: 'Open sockets at one time, of which a tenth may wait without a token; 0 for no limit',
  },
  DRAIN_PER_SECOND: {
    ...wholeNumber(1, 100_000),
    default: '200',
    purpose:
      'Clients that are sent elsewhere in a second when the pod leaves; more where there are so many that it would take too long',
  },
  REBALANCE: {
    ...YES_OR_NO,
    default: 'true',
    purpose:
      'Whether a pod that is more crowded than the others sends a few of its clients elsewhere, at most 5 % in 10 s',
  },
  CONTROL_TOKEN: {
    ...secretOf(16),
    secret: true,
    purpose:
      'What whoever runs the pod must bear to ask it to drain (POST /drain on METRICS_PORT); nobody may without it',
  },
  SOCKETS_PER_VISITOR: {
    ...wholeNumber(0, 100_000),
    default: '5',
    purpose: 'Sockets and event streams of one visitor at one pod, or in one room at the edge; 0 for no limit',
  },
  ROOMS_PER_MINUTE: {
    ...wholeNumber(0, 100_000),
    default: '60',
    purpose: 'Rooms that one visitor may open in a minute and was not in lately; 0 for no limit',
  },
  MESSAGES_PER_MINUTE: {
    ...wholeNumber(1, 1_000_000),
    default: '100',
    purpose: 'Messages of one visitor in a minute, over all places; a fifth of them at once',
  },
  REPLICAS: {
    ...wholeNumber(1, 10_000),
    default: '3',
    purpose: 'How many places count together: while Redis is away, each allows its part of a limit',
  },
  TRUSTED_PROXIES: {
    ...PROXIES,
    default: '',
    purpose: 'Addresses and networks of proxies whose X-Forwarded-For is believed',
  },
  PROMETHEUS_URL: {
    ...BASE,
    purpose: 'A Prometheus that scrapes all pods, for analytics of all of them; a pod shows its own counts without it',
  },
  SCALER_URL: {
    ...BASE,
    purpose: "The scaler's REST API, for the analytics to show replicas; none are shown without it",
  },
  SCALER_TOKEN: {
    ...matching(/^[\x21-\x7e]{1,8192}$/, 'a token'),
    secret: true,
    purpose: "A token with the right to read the scaler's REST API, where it asks for one",
  },
  SCALER_WORKLOAD: {
    ...matching(/^[A-Za-z0-9._/-]{1,128}$/, 'a workload as "namespace/name" or "name"'),
    purpose: 'Whose replicas are shown, where the scaler has several workloads',
  },
  LOG_LEVEL: { ...oneOf('debug', 'info', 'warn', 'error'), default: 'info', purpose: 'The least level logged' },
} as const satisfies Record<string, Setting<unknown>>;

/** What the Worker reads beside those of a pod that mean something there. */
export const EDGE_SETTINGS = {
  MODE: {
    ...oneOf('serve', 'proxy', 'absorb'),
    default: 'serve',
    purpose:
      'Whether rooms live at the edge ("serve"), everything goes to the pods ("proxy"), or sockets go to the pods while they have room and are served at the edge while they have not ("absorb")',
  },
  ORIGIN_URL: { ...BASE, purpose: 'Where the pods are; needed when MODE is "proxy" or "absorb"' },
  PLACE: { ...SETTINGS.PLACE, default: 'edge' },
  DURABILITY: SETTINGS.DURABILITY,
  REDIS_URL: SETTINGS.REDIS_URL,
  PARTITIONS: SETTINGS.PARTITIONS,
  KEY_PREFIX: SETTINGS.KEY_PREFIX,
  HISTORY_ENTRIES: SETTINGS.HISTORY_ENTRIES,
  HISTORY_SECONDS: SETTINGS.HISTORY_SECONDS,
  AUTH_SECRET: SETTINGS.AUTH_SECRET,
  AUTH_SECRET_OTHERS: SETTINGS.AUTH_SECRET_OTHERS,
  AUTH_JWKS_URL: SETTINGS.AUTH_JWKS_URL,
  AUTH_ISSUER: SETTINGS.AUTH_ISSUER,
  AUTH_AUDIENCE: SETTINGS.AUTH_AUDIENCE,
  GUESTS: SETTINGS.GUESTS,
  ALLOWED_ORIGINS: SETTINGS.ALLOWED_ORIGINS,
  ELSEWHERE: SETTINGS.ELSEWHERE,
  FIREBASE_PROJECT_ID: SETTINGS.FIREBASE_PROJECT_ID,
  FIREBASE_API_KEY: SETTINGS.FIREBASE_API_KEY,
  FIREBASE_AUTH_URL: SETTINGS.FIREBASE_AUTH_URL,
  TOKEN_URL: SETTINGS.TOKEN_URL,
  CONNECTS_PER_MINUTE: SETTINGS.CONNECTS_PER_MINUTE,
  SOCKETS_PER_VISITOR: SETTINGS.SOCKETS_PER_VISITOR,
  ROOMS_PER_MINUTE: SETTINGS.ROOMS_PER_MINUTE,
  MESSAGES_PER_MINUTE: SETTINGS.MESSAGES_PER_MINUTE,
  REPLICAS: SETTINGS.REPLICAS,
  SCALER_URL: SETTINGS.SCALER_URL,
  SCALER_TOKEN: SETTINGS.SCALER_TOKEN,
  SCALER_WORKLOAD: SETTINGS.SCALER_WORKLOAD,
  LOG_LEVEL: SETTINGS.LOG_LEVEL,
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
