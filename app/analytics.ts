/** Everything that can be asked for at `GET /api/analytics/:metric`, counted at every place in the same way. */
export const ANALYTICS_METRICS = {
  connections: { kind: 'gauge', meaning: 'Open sockets, at the end of the minute' },
  opened: { kind: 'counter', meaning: 'Sockets opened, in a minute' },
  messages: { kind: 'counter', meaning: 'Messages, edits and reactions that the log took, in a minute' },
  rejected: { kind: 'counter', meaning: 'Sockets that were refused, in a minute' },
} as const satisfies Record<string, { kind: 'gauge' | 'counter'; meaning: string }>;

export type AnalyticsMetric = keyof typeof ANALYTICS_METRICS;
export const ANALYTICS_NAMES = Object.keys(ANALYTICS_METRICS) as readonly AnalyticsMetric[];

/** How far ahead what was predicted is kept, to be shown beside what came, in seconds. */
export const LEADS = [900, 3_600, 86_400] as const;
export type Lead = (typeof LEADS)[number];

/** From when to when, both included, in epoch milliseconds; which predictions are shown of what is past. */
export interface AnalyticsQuery {
  readonly fromAt: number;
  readonly toAt: number;
  readonly stepSeconds: number;
  readonly leadSeconds: Lead;
}

/** The levels of the bands that are answered, each as a column. */
export const BANDS = { q05: 0.05, q10: 0.1, q50: 0.5, q90: 0.9, q95: 0.95 } as const;
export type Band = keyof typeof BANDS;

export type Column = readonly (number | null)[];

/** One row of each column belongs to one time. Nulls are what is not known: a minute without a report, a value to come. */
export type AnalyticsColumns = Readonly<
  Record<'value' | 'predicted' | 'predictedLow' | 'predictedHigh' | 'mean' | Band, Column>
> & {
  readonly at: readonly number[];
};

export interface AnalyticsAnswer {
  readonly metric: AnalyticsMetric;
  /** Who counted: `edge`, `pod`, `prometheus`. */
  readonly source: string;
  readonly stepSeconds: number;
  readonly leadSeconds: Lead;
  readonly fromAt: number;
  /** The last sample that the forecast knew; null where there is none yet. */
  readonly forecastAt: number | null;
  readonly columns: AnalyticsColumns;
}

/** Replicas at even times: what was wanted, what was ready, what plain HPA would have wanted. */
export interface ReplicasAnswer {
  readonly metric: 'replicas';
  readonly source: 'scaler';
  readonly stepSeconds: number;
  readonly fromAt: number;
  /** How far the scaler is trusted now: `shadow`, `advise`, `up-only`, `full`; null where it does not say. */
  readonly mode: string | null;
  /** How many connections a pod is meant to carry; null where the scaler does not plan by connections. */
  readonly target: number | null;
  readonly columns: Readonly<Record<'desired' | 'ready' | 'reactive', Column>> & { readonly at: readonly number[] };
}

/**
 * What a place knows of how much was going on.
 *
 * - A row at a time MUST be about the step that ends then, and MUST NOT change once it was given.
 * - What is not known MUST be null and never 0.
 * - `predicted` and its band (`predictedLow` to `predictedHigh`, nine of ten) MUST be what was said the lead before, never
 *   what is said afterwards.
 */
export interface Analytics {
  /** @throws ChatFault `source-unavailable`, `unavailable` */
  read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<AnalyticsAnswer>;
}
