import type { SqlDriver } from '#chat';
import {
  ANALYTICS_NAMES,
  type AnalyticsAnswer,
  type AnalyticsMetric,
  type AnalyticsQuery,
  LEADS,
} from './analytics.ts';
import { AnalyticsBook, type CountReport } from './analytics-book.ts';
import { type Ahead, aheadOf, columnsFrom, meansOf, type Path } from './analytics-columns.ts';
import { AnalyticsForecaster, LEARNT_MS, PACE_MS, type Past } from './analytics-forecaster.ts';

/**
 * What one place counted, what was predicted and what will be, in SQLite: a Durable Object's or Node's. It has no timer;
 * whoever keeps it calls `endMinutes` about once a minute.
 */
export class AnalyticsHistory {
  readonly #driver: SqlDriver;
  readonly #book: AnalyticsBook;
  readonly #source: string;
  readonly #forecasters = new Map<AnalyticsMetric, AnalyticsForecaster>();

  constructor(driver: SqlDriver, source: string) {
    this.#driver = driver;
    this.#book = new AnalyticsBook(driver);
    this.#source = source;
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
      if ((this.#ahead(metric)?.madeAt ?? 0) < paceEnd) this.#forecast(metric, paceEnd);
    }
  }

  read(metric: AnalyticsMetric, query: AnalyticsQuery): AnalyticsAnswer {
    const { fromAt, toAt, stepSeconds, leadSeconds } = query;
    const stepMs = stepSeconds * 1000;
    const rows = this.#book.rows(metric, stepSeconds % 3_600 === 0 ? 3_600 : 60, fromAt - stepMs, toAt);
    const ahead = this.#ahead(metric);
    const lastAt = this.#book.lastMinute() ?? 0;
    const issued = this.#issued(metric, query);
    return {
      metric,
      source: this.#source,
      stepSeconds,
      leadSeconds,
      fromAt,
      forecastAt: ahead?.madeAt ?? null,
      columns: columnsFrom(query, { rows, lastAt, issued, ahead }),
    };
  }

  /** Means of five minutes until a time, from the first that is known. */
  #past(metric: AnalyticsMetric, endAt: number): Past {
    const rows = this.#book.rows(metric, 60, endAt - LEARNT_MS, endAt);
    const startAt = Math.ceil((rows[0]?.at ?? endAt) / PACE_MS) * PACE_MS;
    const times = Array.from({ length: (endAt - startAt) / PACE_MS + 1 }, (_, index) => startAt + index * PACE_MS);
    return { startAt, values: meansOf(rows, times, PACE_MS, endAt) };
  }

  #forecast(metric: AnalyticsMetric, endAt: number): void {
    const forecaster = this.#forecasters.get(metric) ?? new AnalyticsForecaster();
    this.#forecasters.set(metric, forecaster);
    const forecast = forecaster.forecast(this.#past(metric, endAt));
    if (forecast === undefined) return;
    const ahead = aheadOf(forecast);
    this.#driver.atomic(() => {
      const json = JSON.stringify(ahead);
      this.#driver.rows('INSERT OR REPLACE INTO analytics_ahead (metric, json) VALUES (?, ?)', metric, json);
      for (const lead of LEADS) {
        const mean = ahead.paths.mean[(lead * 1000) / PACE_MS - 1] ?? 0;
        this.#driver.rows(
          'INSERT OR IGNORE INTO analytics_issued (metric, lead, at, mean) VALUES (?, ?, ?, ?)',
          ...[metric, lead, ahead.madeAt + lead * 1000, mean],
        );
      }
    });
  }

  #ahead(metric: AnalyticsMetric): Ahead | undefined {
    const [row] = this.#driver.rows('SELECT json FROM analytics_ahead WHERE metric = ?', metric);
    return row === undefined ? undefined : (JSON.parse(String(row.json)) as Ahead);
  }

  #issued(metric: AnalyticsMetric, { fromAt, toAt, stepSeconds, leadSeconds }: AnalyticsQuery): Path {
    const rows = this.#driver.rows(
      'SELECT at, mean FROM analytics_issued WHERE metric = ? AND lead = ? AND at > ? AND at < ? ORDER BY at',
      ...[metric, leadSeconds, fromAt - PACE_MS - stepSeconds * 1000, toAt + PACE_MS],
    );
    const startAt = Number(rows[0]?.at ?? 0);
    const length = rows.length === 0 ? 0 : (Number(rows.at(-1)?.at) - startAt) / PACE_MS + 1;
    const values = new Array<number | null>(length).fill(null);
    for (const { at, mean } of rows) values[(Number(at) - startAt) / PACE_MS] = Number(mean);
    return { startAt, stepMs: PACE_MS, values };
  }
}
