import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface Row {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * Every metric of the scaler. Labels are what the file of workloads names (workload, metric, model) or words of a fixed
 * list: nothing that somebody sends may become one.
 */
export const METRICS = {
  breakwater_scaler_metric_value: { kind: 'gauge', help: 'What a metric is now', labels: ['workload', 'metric'] },
  breakwater_scaler_predicted_value: {
    kind: 'gauge',
    help: 'What it is expected to be, by how far ahead (seconds)',
    labels: ['workload', 'metric', 'lead'],
  },
  breakwater_scaler_desired_pods: {
    kind: 'gauge',
    help: 'Pods that the plan wants, plain HPA would be told, and KEDA is told',
    labels: ['workload', 'by'],
  },
  breakwater_scaler_pods: {
    kind: 'gauge',
    help: 'Pods that there are, and that are ready',
    labels: ['workload', 'state'],
  },
  breakwater_scaler_mode: { kind: 'gauge', help: '0 shadow, 1 advise, 2 up-only, 3 full', labels: ['workload'] },
  breakwater_scaler_lead_seconds: {
    kind: 'gauge',
    help: 'How long after a decision its pods carry load',
    labels: ['workload'],
  },
  breakwater_scaler_forecast_age_seconds: {
    kind: 'gauge',
    help: 'How old the oldest forecast is that the last decision stood on',
    labels: ['workload'],
  },
  breakwater_scaler_measurement_age_seconds: {
    kind: 'gauge',
    help: 'How old the oldest measurement is that the last decision stood on',
    labels: ['workload'],
  },
  breakwater_scaler_forecast_error: {
    kind: 'gauge',
    help: 'Sum of errors over sum of values, lately',
    labels: ['workload', 'metric', 'lead'],
  },
  breakwater_scaler_forecast_coverage: {
    kind: 'gauge',
    help: 'The share of what came that lay within the band, which promises 0.9',
    labels: ['workload', 'metric', 'lead'],
  },
  breakwater_scaler_regret_pod_seconds: {
    kind: 'gauge',
    help: 'What the plan cost more than plain HPA in the last hours that are watched; below 0 it saved',
    labels: ['workload'],
  },
  breakwater_scaler_missed_pod_seconds: {
    kind: 'gauge',
    help: 'Pods that were needed and not ready in the hours that are watched, by the plan and as plain HPA',
    labels: ['workload', 'by'],
  },
  breakwater_scaler_lead_won_seconds_total: {
    kind: 'counter',
    help: 'Time in which the plan had pods ready that plain HPA would have missed',
    labels: ['workload'],
  },
  breakwater_scaler_ticks_total: {
    kind: 'counter',
    help: 'Rounds for a workload, by how they ended',
    labels: ['result'],
  },
  breakwater_scaler_tick_seconds: {
    kind: 'histogram',
    help: 'From the beginning of a round to its snapshot',
    labels: [],
  },
  breakwater_scaler_late_seconds: { kind: 'histogram', help: 'How long after its time a round began', labels: [] },
  breakwater_scaler_collect_seconds: { kind: 'histogram', help: 'How long sources took', labels: ['kind'] },
  breakwater_scaler_collect_faults_total: {
    kind: 'counter',
    help: 'Sources that did not answer well, by fault',
    labels: ['kind', 'fault'],
  },
  breakwater_scaler_refused_samples_total: {
    kind: 'counter',
    help: 'Samples that were left out, by reason',
    labels: ['reason'],
  },
  breakwater_scaler_predict_seconds: { kind: 'histogram', help: 'How long a forecast took', labels: [] },
  breakwater_scaler_fit_seconds: { kind: 'histogram', help: 'How long fitting a model took', labels: [] },
  breakwater_scaler_fits_waiting: { kind: 'gauge', help: 'Models that wait to be fitted', labels: [] },
  breakwater_scaler_fit_faults_total: { kind: 'counter', help: 'Fits and forecasts that failed', labels: [] },
  breakwater_scaler_champions_total: { kind: 'counter', help: 'Challengers that took over', labels: ['workload'] },
  breakwater_scaler_store_faults_total: {
    kind: 'counter',
    help: 'Times that a store did not keep or give something',
    labels: ['store'],
  },
  breakwater_scaler_ledger_waiting: { kind: 'gauge', help: 'Rows that the ledger has not taken yet', labels: [] },
  breakwater_scaler_ledger_lost_total: {
    kind: 'counter',
    help: 'Rows that were given up because too many waited',
    labels: [],
  },
  breakwater_scaler_grpc_seconds: { kind: 'histogram', help: 'How long calls of KEDA took', labels: ['call'] },
  breakwater_scaler_grpc_calls_total: {
    kind: 'counter',
    help: "Calls of KEDA, by gRPC's status and what the answer stood on",
    labels: ['call', 'status', 'rung'],
  },
  breakwater_scaler_grpc_streams: { kind: 'gauge', help: 'Streams of KEDA that are open', labels: [] },
  breakwater_scaler_request_seconds: {
    kind: 'histogram',
    help: 'How long requests of the REST API took',
    labels: ['method', 'route', 'status'],
  },
  breakwater_scaler_executions_total: {
    kind: 'counter',
    help: 'What became of changes that the scaler made itself',
    labels: ['executor', 'outcome'],
  },
} as const satisfies Record<string, Row>;

export type MetricName = keyof typeof METRICS;
type LabelOf<Name extends MetricName> = (typeof METRICS)[Name]['labels'][number];
export type Labels<Name extends MetricName> = Readonly<Record<LabelOf<Name>, string>>;

/** Where counts go. */
export interface Meter {
  add<Name extends MetricName>(metric: Name, labels: Labels<Name>, amount?: number): void;
  set<Name extends MetricName>(metric: Name, labels: Labels<Name>, value: number): void;
  observe<Name extends MetricName>(metric: Name, labels: Labels<Name>, value: number): void;
}

export const NO_METER: Meter = { add() {}, set() {}, observe() {} };

/** In seconds: from an answer out of memory to a source that is given up. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts with prom-client: every row of `METRICS`, and what Node tells of itself. */
export class MeterPrometheus implements Meter {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    for (const [name, { kind, help, labels }] of Object.entries<Row>(METRICS)) {
      const about = { name, help, labelNames: [...labels], registers: [this.registry] };
      if (kind === 'counter') this.#counters.set(name, new Counter(about));
      else if (kind === 'gauge') this.#gauges.set(name, new Gauge(about));
      else this.#histograms.set(name, new Histogram({ ...about, buckets: BUCKETS }));
    }
    collectDefaultMetrics({ register: this.registry });
  }

  add<Name extends MetricName>(metric: Name, labels: Labels<Name>, amount = 1): void {
    quietly(() => this.#counters.get(metric)?.inc(labels, amount));
  }

  set<Name extends MetricName>(metric: Name, labels: Labels<Name>, value: number): void {
    quietly(() => this.#gauges.get(metric)?.set(labels, value));
  }

  observe<Name extends MetricName>(metric: Name, labels: Labels<Name>, value: number): void {
    quietly(() => this.#histograms.get(metric)?.observe(labels, value));
  }
}

/** prom-client throws at what is not a number; a count must never stop a decision. */
function quietly(task: () => void): void {
  try {
    task();
  } catch {}
}
