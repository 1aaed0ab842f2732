import { z } from 'zod';
import { MODES, type Mode } from './ladder.ts';
import { METRIC_SOURCE, type MetricSource } from './metric-source.ts';
import type { Policy, PolicyField } from './policy-fields.ts';
import { STICKY_FIELDS, type StickyRuleName, type StickyRules } from './sticky-rules.ts';

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;
const MODEL = /^[a-z][a-z0-9-]{0,62}$/;
const SELECTOR = z.string().regex(/^[A-Za-z0-9._/=!,() -]{1,253}$/, 'a label selector like "app=chat"');
const RESOURCE = z.string().regex(NAME, '1 to 63 of a-z, 0-9, "-" and "."');

/** Where a workload's pods are looked up: how many there are, and how long they took to be ready. */
const PODS = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kubernetes'), selector: SELECTOR }),
  z.strictObject({ kind: z.literal('prometheus'), query: z.string().min(1).max(4096) }),
]);

/** Who makes the pods what was decided. With KEDA it is the scaler that is asked, and does nothing itself. */
const EXECUTOR = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keda') }),
  z.strictObject({
    kind: z.literal('kubernetes'),
    resource: z.enum(['deployments', 'statefulsets', 'replicasets']).default('deployments'),
    target: RESOURCE,
  }),
  z.strictObject({
    kind: z.literal('processes'),
    command: z.array(z.string().min(1)).min(1).max(64),
    /** A pod's own address that says 200 when it is ready; "{port}" is its port. */
    readyUrl: z.string().min(1).max(512).default('http://127.0.0.1:{port}/ready'),
    firstPort: z.number().int().min(1024).max(65_000),
  }),
]);

const STICKY = z.strictObject(
  Object.fromEntries(
    Object.entries<PolicyField>(STICKY_FIELDS).map(([name, { least, most, default: unless }]) => {
      return [
        name,
        z
          .number()
          .min(least)
          .max(most)
          .default(unless as number),
      ];
    }),
  ) as Record<StickyRuleName, z.ZodDefault<z.ZodNumber>>,
);

/** Which pods are let go first, and how they are asked to. Needs `pods` of kind "kubernetes". */
const LETTING_GO = z.strictObject({
  /** A pod's own metrics, where its connections are read: "{ip}" is its address. */
  metricsUrl: z.string().min(1).max(512).default('http://{ip}:9464/metrics'),
  metric: z.string().min(1).max(128).default('websocket_connections_active'),
  /** Where a victim is asked to drain ahead by a POST, and to let people in again when it stays after all; nobody is asked unless told. */
  drainUrl: z.string().min(1).max(512).optional(),
  drainTokenFromEnv: z.string().min(1).max(64).optional(),
  /** Whether pods that will not be needed are closed to newcomers ahead of a fall. Needs `drainUrl`, and is so where it is told. */
  closeAhead: z.boolean().optional(),
  /** Which of the metrics counts the people; the first unless told. */
  people: z.string().min(1).max(128).optional(),
  /** What a pod calls the connections that it ever let in, from which it is learned how long people stay. */
  openedMetric: z.string().min(1).max(128).default('breakwater_connections_total'),
  rules: STICKY.prefault({}),
});

const MODE = z.enum(MODES);

/** A workload as the file has it. The policy has a reader of its own, which knows two languages. */
export const GIVEN_WORKLOAD = z.strictObject({
  name: RESOURCE,
  namespace: z.string().regex(LABEL, 'a namespace: 1 to 63 of a-z, 0-9 and "-"'),
  metrics: z.array(METRIC_SOURCE).min(1).max(16),
  policy: z.record(z.string(), z.unknown()),
  mode: MODE.default('full'),
  leastMode: MODE.default('shadow'),
  stepSeconds: z.number().int().min(5).max(3600).default(60),
  historySeconds: z
    .number()
    .int()
    .min(600)
    .max(90 * 86_400)
    .default(14 * 86_400),
  model: z.string().regex(MODEL, 'the name of a model, like "ensemble"').default('ensemble'),
  challenger: z.string().regex(MODEL, 'the name of a model, like "seasonal-profile"').optional(),
  events: z.boolean().default(true),
  pods: PODS.optional(),
  executor: EXECUTOR.default({ kind: 'keda' }),
  lettingGo: LETTING_GO.optional(),
});

type Given = z.infer<typeof GIVEN_WORKLOAD>;

/** Something whose pods are to be ready before they are needed. */
export interface Workload {
  /** `namespace/name`, as `workloadKey` writes it. */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly metrics: readonly MetricSource[];
  readonly policy: Policy;
  /** The most that its plan may ever do. */
  readonly mode: Mode;
  /** What it begins with and is set back to. */
  readonly leastMode: Mode;
  /** Between two samples, and between two decisions. */
  readonly stepSeconds: number;
  /** How much of the past models learn from. */
  readonly historySeconds: number;
  readonly model: string;
  /** A model that forecasts beside, and takes over when it is measured to be better. */
  readonly challenger: string | undefined;
  /** Whether business events change its forecast. */
  readonly events: boolean;
  readonly pods: Given['pods'];
  readonly executor: ExecutorPlan;
  readonly lettingGo: LettingGo | undefined;
  /** How pods are closed ahead of a fall; undefined where they are let go as they are. */
  readonly sticky: Sticky | undefined;
}

/** Which metric counts the people who stay, and by which rules their pods are let go. */
export interface Sticky {
  readonly people: string;
  readonly rules: StickyRules;
}

export type ExecutorPlan = Given['executor'];
export type LettingGo = NonNullable<Given['lettingGo']>;
export type GivenWorkload = Given;

/** Whether pods are closed ahead of a fall: where they can be, unless somebody says no. */
export function closesAhead(
  lettingGo: { readonly drainUrl?: unknown; readonly closeAhead?: unknown } | undefined,
): boolean {
  return lettingGo?.drainUrl !== undefined && lettingGo.closeAhead !== false;
}
export type { MetricSource } from './metric-source.ts';
