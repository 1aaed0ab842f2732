import { z } from 'zod';

/** A metric's name: part of keys, paths and reports. */
const METRIC_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;
/** A variable of the environment that holds a secret: the secret itself never stands in the file. */
const VARIABLE = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable (A-Z, 0-9, "_")');
const ADDRESS = z.url({ protocol: /^https?$/, error: 'an http:// or https:// address' });
const SECONDS = z.number().min(1).max(60);
const FILE = z.string().min(1).max(4096);

/** How a source is logged in to. A file is read for each request: what is rotated is used at once. */
const LOGIN = {
  tokenFromEnv: VARIABLE.optional(),
  tokenFile: FILE.optional(),
  userFromEnv: VARIABLE.optional(),
  passwordFromEnv: VARIABLE.optional(),
  passwordFile: FILE.optional(),
  /** PEM of who signed the source's certificate, where that is nobody whom everybody knows. */
  caFile: FILE.optional(),
};

/** A number that only rises, from which the rate a second is made. */
const COUNTER = z.boolean().default(false);

const EVERY_KIND = {
  name: z.string().regex(METRIC_NAME, '1 to 63 letters, digits, "_", "." or "-", a letter first'),
  /** What one pod carries of it; the policy's targetPerPod unless told. */
  capacityPerPod: z.number().positive().max(1e15).optional(),
  /** How long a collector may wait for an answer. */
  timeoutSeconds: SECONDS.default(10),
};

/** A query over the range API. */
const PROMETHEUS = z.strictObject({
  ...EVERY_KIND,
  kind: z.literal('prometheus'),
  /** The server's base address; PROMETHEUS_URL unless told. */
  url: ADDRESS.optional(),
  /** PromQL that gives one series: `sum(websocket_connections_active)`. */
  query: z.string().min(1).max(4096),
  ...LOGIN,
  /** How old a scraped value may be to count; the server's own (5 minutes) unless told. */
  staleSeconds: z.number().int().min(1).max(3600).optional(),
});

/** The edge's own counts: the earliest signal there is. */
const EDGE = z.strictObject({
  ...EVERY_KIND,
  kind: z.literal('edge'),
  url: ADDRESS,
  /** Which of the counts: `connections`, `messages`, … */
  field: z.string().min(1).max(64).default('connections'),
  ...LOGIN,
});

/** Any JSON over HTTP. */
const HTTP = z.strictObject({
  ...EVERY_KIND,
  kind: z.literal('http'),
  url: ADDRESS,
  /** Where the number is in the answer: `$.stats.connections`, or for several `$.points[*].value`. */
  path: z.string().min(1).max(512),
  /** Where its time is; when it was asked for unless told. */
  atPath: z.string().min(1).max(512).optional(),
  /** What several numbers without times become one by. */
  aggregate: z.enum(['sum', 'avg', 'max', 'min', 'last', 'count']).default('sum'),
  counter: COUNTER,
  ...LOGIN,
});

const CLOUDWATCH = z.strictObject({
  ...EVERY_KIND,
  kind: z.literal('cloudwatch'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region like "eu-central-1"'),
  /** CloudWatch's namespace, not Kubernetes'. */
  metricNamespace: z.string().min(1).max(255),
  metricName: z.string().min(1).max(255),
  dimensions: z.record(z.string(), z.string()).default({}),
  statistic: z.enum(['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']).default('Average'),
  periodSeconds: z.number().int().min(60).max(86_400).multipleOf(60).default(60),
  /** Of a double or a private address; AWS's own for the region unless told. */
  url: ADDRESS.optional(),
  accessKeyFromEnv: VARIABLE.default('AWS_ACCESS_KEY_ID'),
  secretKeyFromEnv: VARIABLE.default('AWS_SECRET_ACCESS_KEY'),
  sessionTokenFromEnv: VARIABLE.default('AWS_SESSION_TOKEN'),
});

/** Somebody posts the samples. */
const PUSHED = z.strictObject({ ...EVERY_KIND, kind: z.literal('pushed'), counter: COUNTER });

export const METRIC_SOURCE = z.discriminatedUnion('kind', [PROMETHEUS, EDGE, HTTP, CLOUDWATCH, PUSHED]);

/** One metric of a workload as the file has it, by where it comes from. */
export type GivenSource = z.infer<typeof METRIC_SOURCE>;

/** The same with what one pod carries, always. */
export type MetricSource = GivenSource & { readonly capacityPerPod: number };

export type SourceOf<Kind extends MetricSource['kind']> = Extract<MetricSource, { kind: Kind }>;
