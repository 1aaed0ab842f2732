import type { SqlDriver } from '#chat';
import { ANALYTICS_NAMES, type AnalyticsAnswer, type AnalyticsMetric, type AnalyticsQuery } from './analytics.ts';
import { AnalyticsBook, type CountReport } from './analytics-book.ts';
import { meansOf, timesOf } from './analytics-columns.ts';
import { LEARNT_MS, PACE_MS, type Past } from './analytics-forecaster.ts';
import { ForecastBook } from './forecast-book.ts';

/**
 * What one place counted, what was predicted and what will be, in SQLite: a Durable Object's or Node's. It has no timer;
 * whoever keeps it calls `endMinutes` about once a minute.
 */
export class AnalyticsHistory {
  readonly #book: AnalyticsBook;
  readonly #forecasts: ForecastBook;

  constructor(driver: SqlDriver, source: string) {
    this.#book = new AnalyticsBook(driver);
    this.#forecasts = new ForecastBook(driver, source);
  }

  report(report: CountReport, now: number): void {
    this.#book.report(report, now);
  }

  /** Counters with sockets that have said nothing since: the longest silent first. */
  silentSince(at: number, most: number): string[] {
    return this.#book.silentSince(at, most);
  }

  /** Ends the minutes that are over; every five of them, says what comes. */
  endMinutes(now: number): void {
    const end = this.#book.endMinutes(now);
    if (end === undefined) return;
    const paceEnd = Math.floor(end / PACE_MS) * PACE_MS;
    for (const metric of ANALYTICS_NAMES) {
      if (this.#forecasts.madeAt(metric) < paceEnd) this.#forecasts.forecast(metric, this.#past(metric, paceEnd));
    }
  }

  read(metric: AnalyticsMetric, query: AnalyticsQuery): AnalyticsAnswer {
    const { fromAt, toAt, stepSeconds } = query;
    const stepMs = stepSeconds * 1000;
    const rows = this.#book.rows(metric, stepSeconds % 3_600 === 0 ? 3_600 : 60, fromAt - stepMs, toAt);
    const value = meansOf(rows, timesOf(query), stepMs, this.#book.lastMinute() ?? 0);
    return this.#forecasts.answer(metric, query, value);
  }

  /** Means of five minutes until a time, from the first that is known. */
  #past(metric: AnalyticsMetric, endAt: number): Past {
    const rows = this.#book.rows(metric, 60, endAt - LEARNT_MS, endAt);
    const startAt = Math.ceil((rows[0]?.at ?? endAt) / PACE_MS) * PACE_MS;
    const times = Array.from({ length: (endAt - startAt) / PACE_MS + 1 }, (_, index) => startAt + index * PACE_MS);
    return { startAt, values: meansOf(rows, times, PACE_MS, endAt) };
  }
}
