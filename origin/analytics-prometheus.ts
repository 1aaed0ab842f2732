import {
  ANALYTICS_NAMES,
  type Analytics,
  type AnalyticsAnswer,
  type AnalyticsMetric,
  type AnalyticsQuery,
  ForecastBook,
  LEARNT_MS,
  PACE_MS,
  PACE_SECONDS,
  type Past,
  timesOf,
} from '#app';
import type { Clock, SqlDriver } from '#chat';
import { readPrometheus } from './prometheus-range.ts';

/** Five minutes are asked for this long after they are over, and up to as long again: by then they were scraped, and not all pods ask at once. */
const SETTLED_MS = 30_000;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 300_000;

interface AnalyticsPrometheusParts {
  readonly url: string;
  /** Where what was said is kept. */
  readonly driver: SqlDriver;
  readonly clock: Clock;
  readonly closeDriver: () => void;
}

/**
 * What all pods have together, as Prometheus knows it, and what is to come of that: forecast here every five minutes, from
 * a week that is asked for once and kept up to date, so that looking at it costs Prometheus no more than what is seen.
 */
export class AnalyticsPrometheus implements Analytics {
  readonly #parts: AnalyticsPrometheusParts;
  readonly #forecasts: ForecastBook;
  readonly #pasts = new Map<AnalyticsMetric, Past>();
  readonly #closing = new AbortController();
  #failures = 0;
  #cancel = () => {};

  constructor(parts: AnalyticsPrometheusParts) {
    this.#parts = parts;
    this.#forecasts = new ForecastBook(parts.driver, 'prometheus', 'prometheus:');
    void this.#foresee();
  }

  async read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<AnalyticsAnswer> {
    const { startAt, stepMs, values } = await readPrometheus(this.#parts.url, metric, query, this.#closing.signal);
    const value = timesOf(query).map((time) => values[(time - startAt) / stepMs] ?? null);
    return this.#forecasts.answer(metric, query, value);
  }

  close(): void {
    this.#closing.abort();
    this.#cancel();
    this.#parts.closeDriver();
  }

  /** Says what comes, and comes back when the next five minutes are over, or soon when Prometheus did not answer. */
  async #foresee(): Promise<void> {
    const { clock } = this.#parts;
    const endAt = Math.floor(clock.now() / PACE_MS) * PACE_MS;
    try {
      for (const metric of ANALYTICS_NAMES) {
        const past = await this.#pastOf(metric, endAt);
        if (this.#closing.signal.aborted) return;
        if (this.#forecasts.madeAt(metric) < endAt) this.#forecasts.forecast(metric, past);
      }
      this.#failures = 0;
    } catch {
      // Whoever looks is told: what is said grows old, and a read says why.
      this.#failures++;
    }
    if (this.#closing.signal.aborted) return;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1)) * (0.5 + Math.random() / 2);
    const settled = endAt + PACE_MS + SETTLED_MS * (1 + Math.random()) - clock.now();
    this.#cancel = clock.after(this.#failures > 0 ? wait : settled, () => void this.#foresee());
  }

  /** What was known before, and what Prometheus has counted since; from the first that is known. */
  async #pastOf(metric: AnalyticsMetric, endAt: number): Promise<Past> {
    const before = this.#pasts.get(metric);
    const fromAt = Math.max(endAt - LEARNT_MS, before ? before.startAt + before.values.length * PACE_MS : 0);
    const query = { fromAt, toAt: endAt, stepSeconds: PACE_SECONDS, leadSeconds: 900 } as const;
    const found =
      fromAt > endAt ? [] : (await readPrometheus(this.#parts.url, metric, query, this.#closing.signal)).values;
    const firstAt = before && before.values.length > 0 ? before.startAt : fromAt;
    const values = [...(before?.values ?? []), ...found];
    const old = Math.max(0, values.length - LEARNT_MS / PACE_MS);
    const unknown = values.findIndex((value, index) => index >= old && value !== null);
    const first = unknown === -1 ? values.length : unknown;
    const past = { startAt: firstAt + first * PACE_MS, values: values.slice(first) };
    this.#pasts.set(metric, past);
    return past;
  }
}
