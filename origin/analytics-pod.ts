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
import { AnalyticsPrometheus } from './analytics-prometheus.ts';

const MINUTE_MS = 60_000;

export interface AnalyticsPodParts {
  /** Where the history is kept; in memory without one. */
  readonly driver: SqlDriver | undefined;
  readonly counts: () => Counts;
  readonly clock: Clock;
  readonly place: string;
  /** Where the numbers of all pods are; without it this pod's are told. */
  readonly prometheusUrl?: string | undefined;
}

/** The analytics of a pod: of all pods where a Prometheus knows them, of its own otherwise. */
export async function openAnalytics(parts: AnalyticsPodParts): Promise<Analytics & { close(): void }> {
  const { prometheusUrl: url, clock } = parts;
  const [driver, closeDriver] = parts.driver === undefined ? await openMemory() : [parts.driver, () => {}];
  if (url !== undefined) return new AnalyticsPrometheus({ url, driver, clock, closeDriver });
  return new AnalyticsPod(parts, driver, closeDriver);
}

async function openMemory(): Promise<[driver: SqlDriver, close: () => void]> {
  const { SqlDriverNode } = await import('./sql-driver-node.ts');
  const driver = new SqlDriverNode(':memory:');
  return [driver, () => driver.close()];
}

/** What this pod counted since it began and, with the SQLite keeper, before: its own part, and not that of the others. */
class AnalyticsPod implements Analytics {
  readonly #history: AnalyticsHistory;
  readonly #parts: AnalyticsPodParts;
  readonly #instance = randomUUID();
  readonly #closeDriver: () => void;
  #cancel = () => {};

  constructor(parts: AnalyticsPodParts, driver: SqlDriver, closeDriver: () => void) {
    this.#parts = parts;
    this.#history = new AnalyticsHistory(driver, 'pod');
    this.#closeDriver = closeDriver;
    this.#count();
  }

  async read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<AnalyticsAnswer> {
    return this.#history.read(metric, query);
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
