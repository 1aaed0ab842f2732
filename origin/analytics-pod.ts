import { randomUUID } from 'node:crypto';
import {
  type Analytics,
  type AnalyticsAnswer,
  AnalyticsHistory,
  type AnalyticsMetric,
  type AnalyticsQuery,
  type Counts,
} from '#app';
import type { Clock, SqlDriver } from '#chat';
import { readPrometheus } from './analytics-prometheus.ts';

const MINUTE_MS = 60_000;

interface AnalyticsPodParts {
  /** Where the history is kept; in memory without one. */
  readonly driver: SqlDriver | undefined;
  readonly counts: () => Counts;
  readonly clock: Clock;
  readonly place: string;
  /** Where the numbers of all pods are; without it this pod's are told. */
  readonly prometheusUrl?: string | undefined;
}

/** What this pod counted since it began and, with the SQLite keeper, before: its own part, and not that of the others. */
export class AnalyticsPod implements Analytics {
  readonly #history: AnalyticsHistory;
  readonly #parts: AnalyticsPodParts;
  readonly #instance = randomUUID();
  readonly #closeDriver: () => void;
  #cancel = () => {};

  private constructor(parts: AnalyticsPodParts, driver: SqlDriver, closeDriver: () => void) {
    this.#parts = parts;
    this.#history = new AnalyticsHistory(driver, 'pod');
    this.#closeDriver = closeDriver;
    this.#count();
  }

  static async open(parts: AnalyticsPodParts): Promise<AnalyticsPod> {
    if (parts.driver !== undefined) return new AnalyticsPod(parts, parts.driver, () => {});
    const { SqlDriverNode } = await import('./sql-driver-node.ts');
    const driver = new SqlDriverNode(':memory:');
    return new AnalyticsPod(parts, driver, () => driver.close());
  }

  async read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<AnalyticsAnswer> {
    const own = this.#history.read(metric, query);
    const { prometheusUrl } = this.#parts;
    if (prometheusUrl === undefined) return own;
    const { startAt, stepMs, values } = await readPrometheus(prometheusUrl, metric, query);
    const { at } = own.columns;
    const value = at.map((time) => values[(time - startAt) / stepMs] ?? null);
    const nothing = at.map(() => null);
    // What this pod says of itself to come is not what all pods will have.
    const unknown = Object.fromEntries(Object.keys(own.columns).map((name) => [name, nothing]));
    return { ...own, source: 'prometheus', forecastAt: null, columns: { ...own.columns, ...unknown, at, value } };
  }

  close(): void {
    this.#cancel();
    this.#closeDriver();
  }

  /** Takes stock now and at the beginning of every minute. */
  #count(): void {
    const { clock, counts, place } = this.#parts;
    const now = clock.now();
    const leaseMs = 2 * MINUTE_MS;
    this.#history.report({ name: `pod:${place}`, instance: this.#instance, leaseMs, ...counts() }, now);
    this.#history.endMinutes(now);
    this.#cancel = clock.after(MINUTE_MS - (now % MINUTE_MS), () => this.#count());
  }
}
