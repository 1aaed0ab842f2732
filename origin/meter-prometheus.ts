import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type Meter, type MetricLabels, type MetricName } from '#chat';

/** In seconds: from a message on the own machine to one that waited for a store that was gone. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Row = {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
};

/** Counts with prom-client: every row of `METRICS`, and what Node tells of itself (memory, event loop, collections). */
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
      else this.#histograms.set(name, new Histogram({ ...about, buckets: LATENCY_BUCKETS }));
    }
    collectDefaultMetrics({ register: this.registry });
  }

  add(metric: MetricName, amount = 1, labels: MetricLabels = {}): void {
    quietly(() => {
      this.#counters.get(metric)?.inc(labels, amount);
      this.#gauges.get(metric)?.inc(labels, amount);
    });
  }

  set(metric: MetricName, value: number): void {
    quietly(() => this.#gauges.get(metric)?.set(value));
  }

  observe(metric: MetricName, value: number, labels: MetricLabels = {}): void {
    quietly(() => this.#histograms.get(metric)?.observe(labels, value));
  }
}

/** prom-client throws at a label it does not know and at what is not a number; a count must never stop a message. */
function quietly(task: () => void): void {
  try {
    task();
  } catch {}
}
