import { z } from 'zod';
import { HOLIDAY_NAMES } from './holiday-days.ts';
import { MODES } from './ladder.ts';
import { METRIC_SOURCE } from './metric-source.ts';
import { GIVEN_EVENT } from './planned-event.ts';
import { SCALER_FAULTS, type ScalerFaultCode } from './scaler-fault.ts';
import { RESOLUTIONS } from './series-store.ts';

const AT = z.int().min(0).describe('Epoch milliseconds');
const COUNT = z.int().min(0);
const WORKLOAD = z.string().describe('namespace/name');
const MODE = z.enum(MODES);
const LEVELS = z.array(z.number().gt(0).lt(1)).describe('Of the quantiles, rising');
const KINDS = METRIC_SOURCE.options.map((option) => option.shape.kind.value) as [string, ...string[]];
const CODES = Object.keys(SCALER_FAULTS) as [ScalerFaultCode, ...ScalerFaultCode[]];

const next = (what: string) =>
  z.string().nullable().describe(`Send it as "cursor" for what follows; null at the end: ${what}`);

const POINT = z.object({
  leadSeconds: COUNT,
  forAt: AT,
  mean: z.number(),
  levels: LEVELS,
  quantiles: z.array(z.number()).describe('One for each level'),
});

const PATH = z.object({
  startAt: AT.describe('When the first is, in epoch milliseconds'),
  stepSeconds: z.number().gt(0),
  mean: z.array(z.number()),
  levels: LEVELS,
  quantiles: z.array(z.array(z.number())).describe('For each level, one for each step'),
});

const FORECAST = z.object({
  madeAt: AT,
  ageSeconds: z.number().min(0),
  stale: z.boolean().describe('Whether it is too old to be followed as decided'),
  horizons: z.array(POINT).describe('15 minutes, an hour and a day ahead, as far as it reaches'),
  path: PATH.nullable().describe('All of it, when one workload was asked for'),
});

const PREDICTION = z.object({
  workload: WORKLOAD,
  decidedAt: AT.nullable().describe('Null before the first decision'),
  mode: MODE.nullable(),
  binding: z.string().nullable().describe('The metric that the pods are for'),
  metrics: z.array(
    z.object({
      metric: z.string(),
      value: z.number().nullable().describe('Now; null when it is not known'),
      capacityPerPod: z.number().gt(0),
      forecast: FORECAST.nullable(),
    }),
  ),
});

const STATUS = z.object({
  workload: WORKLOAD,
  rung: z.enum(['fresh', 'old-plan', 'reactive', 'last-known', 'none']).describe('What the answer stands on'),
  replicas: COUNT.nullable().describe('What KEDA is answered now; null when it is told UNAVAILABLE'),
  reason: z.string(),
  mode: MODE.nullable(),
  planned: COUNT.nullable(),
  reactive: COUNT.nullable(),
  neededNow: COUNT.nullable(),
  lastKnown: COUNT.nullable(),
  minReplicas: COUNT.nullable(),
  maxReplicas: COUNT.nullable(),
  decidedAt: AT.nullable(),
  liveAt: AT.nullable(),
  forecastAt: AT.nullable(),
});

const DECISION = z.object({
  id: z.string(),
  at: AT,
  workload: WORKLOAD,
  mode: MODE,
  desired: COUNT.describe('What the plan wants'),
  recommended: COUNT.describe('Before limits of pace held it'),
  told: COUNT.describe('What KEDA was told'),
  ready: COUNT.nullable().describe('The pods that were ready; null where nobody looked'),
  reactive: COUNT.describe('What plain HPA would have been told'),
  binding: z.string().nullable(),
  rule: z.string(),
  reason: z.string(),
});

const RECOMPUTED = z.object({
  same: z.boolean().nullable().describe('Whether the same came out; null where it cannot be made again'),
  desired: COUNT.nullable(),
  why: z.string().nullable(),
});

const CHAIN = z.object({ sequence: z.int().min(1), previousHash: z.string(), hash: z.string() });

const EVENT = z.object({
  id: z.string(),
  revision: z.int().min(1),
  name: z.string(),
  kind: z.string(),
  startAt: AT,
  endAt: AT,
  timezone: z.string(),
  repeats: z.string().nullable(),
  holiday: z.enum(HOLIDAY_NAMES).nullable(),
  except: z.array(z.string()),
  lift: z.number().nullable(),
  workloads: z.array(WORKLOAD).nullable(),
  cancelledAt: AT.nullable(),
});

const SAMPLE = z.strictObject({
  at: z.int().min(0).optional().describe('Epoch milliseconds; now unless told'),
  value: z.number(),
});

/** Samples of one metric that may come at once. */
const MOST_SAMPLES = 1_000;

/** The shape of everything that crosses HTTP, by name. */
export const REST_SCHEMAS = {
  Health: z.object({ status: z.literal('ok'), at: AT }),
  Readiness: z.object({
    status: z.enum(['ready', 'not-ready']),
    checks: z.record(z.string(), z.string()).describe('"ok" or a sentence, by the name of the check'),
  }),
  Predictions: z.object({ at: AT, predictions: z.array(PREDICTION), next: next('the next workloads') }),
  Status: z.object({ at: AT, workloads: z.array(STATUS), next: next('the next workloads') }),
  Decisions: z.object({ decisions: z.array(DECISION).describe('The newest first'), next: next('older ones') }),
  Decision: DECISION.extend({
    explanation: z.array(z.string()).describe('In words, a line for each rule that changed the count'),
    recomputed: RECOMPUTED,
    input: z.record(z.string(), z.unknown()).describe('All that it was made from'),
    chain: CHAIN.describe('Its row in the ledger'),
  }),
  NewEvent: GIVEN_EVENT,
  Event: EVENT,
  Events: z.object({ events: z.array(EVENT), next: next('the next events') }),
  ActiveEvents: z.object({
    at: AT,
    active: z.array(
      z.object({
        event: EVENT,
        fromAt: AT,
        toAt: AT,
        day: z.string(),
        lift: z.number().describe('How many times the usual it is planned to bring'),
        learnedFrom: COUNT.describe('How many events that was learned from; 0 where it is believed'),
      }),
    ),
  }),
  Metrics: z.object({
    metrics: z.array(
      z.object({
        workload: WORKLOAD,
        metric: z.string(),
        kind: z.enum(KINDS),
        capacityPerPod: z.number().gt(0),
        last: z.object({ at: AT, value: z.number() }).nullable().describe('The newest sample of late'),
      }),
    ),
    next: next('the next metrics'),
  }),
  Series: z.object({
    workload: WORKLOAD,
    metric: z.string(),
    resolution: z.enum(RESOLUTIONS),
    columns: z.object({
      at: z.array(AT),
      value: z.array(z.number()),
      max: z.array(z.number()).optional().describe('The largest of each hour; "value" is then its mean'),
    }),
    next: AT.nullable().describe('Send it as "from" for what follows; null at the end'),
  }),
  NewSamples: z.strictObject({
    workload: z.string().max(127),
    metric: z.string().max(63),
    samples: z.array(SAMPLE).min(1).max(MOST_SAMPLES),
  }),
  TakenSamples: z.object({
    taken: COUNT,
    refused: z.array(z.object({ reason: z.string(), count: COUNT, firstAt: z.number() })),
  }),
  CurrentForecast: z.object({
    workload: WORKLOAD,
    metric: z.string(),
    generatedAt: z.iso.datetime(),
    stepSeconds: z.number().gt(0),
    horizonSeconds: z.number().gt(0),
    values: z.array(z.number()),
    desiredReplicas: z.array(COUNT).describe('One for each value; the last one goes on where the plan ends'),
    quantiles: z.record(z.string(), z.array(z.number())).describe('By level, one for each value'),
  }),
  Problem: z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(CODES),
    errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
    correlationId: z.string(),
  }),
} as const;

export type SchemaName = keyof typeof REST_SCHEMAS;
