import type { SqlDriver } from '#chat';
import { type AnalyticsAnswer, type AnalyticsMetric, type AnalyticsQuery, type Column, LEADS } from './analytics.ts';
import { type Ahead, aheadOf, columnsFrom, type Issued, type Path } from './analytics-columns.ts';
import { AnalyticsForecaster, PACE_MS, type Past } from './analytics-forecaster.ts';
import { createForecastTables } from './analytics-tables.ts';

/** Older predictions are of no use: what came is not known by minutes any more. */
const KEPT_MS = 15 * 86_400_000;

/**
 * What is said of each metric's time to come, and what was said before with its band, in SQLite. What was said once is never
 * said anew.
 */
export class ForecastBook {
  readonly #driver: SqlDriver;
  readonly #source: string;
  readonly #prefix: string;
  readonly #forecasters = new Map<AnalyticsMetric, AnalyticsForecaster>();

  /** `source`: who counted. Books that share a driver have different prefixes. */
  constructor(driver: SqlDriver, source: string, prefix = '') {
    this.#driver = driver;
    this.#source = source;
    this.#prefix = prefix;
    createForecastTables(driver);
  }

  /** Says what comes after a past, and keeps it; nothing where too little is known. */
  forecast(metric: AnalyticsMetric, past: Past): void {
    const forecaster = this.#forecasters.get(metric) ?? new AnalyticsForecaster();
    this.#forecasters.set(metric, forecaster);
    const forecast = forecaster.forecast(past);
    if (forecast === undefined) return;
    const ahead = aheadOf(forecast);
    const name = this.#nameOf(metric);
    this.#driver.atomic(() => {
      const json = JSON.stringify(ahead);
      this.#driver.rows('INSERT OR REPLACE INTO analytics_ahead (metric, json) VALUES (?, ?)', name, json);
      for (const lead of LEADS) {
        const row = (lead * 1000) / PACE_MS - 1;
        const [mean, low, high] = (['mean', 'q05', 'q95'] as const).map((path) => ahead.paths[path][row] ?? 0);
        this.#driver.rows(
          'INSERT OR IGNORE INTO analytics_issued (metric, lead, at, mean, low, high) VALUES (?, ?, ?, ?, ?, ?)',
          ...[name, lead, ahead.madeAt + lead * 1000, mean ?? 0, low ?? 0, high ?? 0],
        );
      }
      this.#driver.rows('DELETE FROM analytics_issued WHERE metric = ? AND at < ?', name, ahead.madeAt - KEPT_MS);
    });
  }

  /** The last sample that the last forecast knew; 0 where there is none. */
  madeAt(metric: AnalyticsMetric): number {
    return this.#ahead(metric)?.madeAt ?? 0;
  }

  /** What was counted, beside what was said of it and what is said of what comes. */
  answer(metric: AnalyticsMetric, query: AnalyticsQuery, value: Column): AnalyticsAnswer {
    const { fromAt, stepSeconds, leadSeconds } = query;
    const ahead = this.#ahead(metric);
    const columns = columnsFrom(query, { value, issued: this.#issued(metric, query), ahead });
    const forecastAt = ahead?.madeAt ?? null;
    return { metric, source: this.#source, stepSeconds, leadSeconds, fromAt, forecastAt, columns };
  }

  #ahead(metric: AnalyticsMetric): Ahead | undefined {
    const [row] = this.#driver.rows('SELECT json FROM analytics_ahead WHERE metric = ?', this.#nameOf(metric));
    return row === undefined ? undefined : (JSON.parse(String(row.json)) as Ahead);
  }

  /** What was said of a time the lead before; bands that were not kept are not known. */
  #issued(metric: AnalyticsMetric, { fromAt, toAt, stepSeconds, leadSeconds }: AnalyticsQuery): Issued {
    const rows = this.#driver.rows(
      'SELECT at, mean, low, high FROM analytics_issued WHERE metric = ? AND lead = ? AND at > ? AND at < ? ORDER BY at',
      ...[this.#nameOf(metric), leadSeconds, fromAt - PACE_MS - stepSeconds * 1000, toAt + PACE_MS],
    );
    const startAt = Number(rows[0]?.at ?? 0);
    const length = rows.length === 0 ? 0 : (Number(rows.at(-1)?.at) - startAt) / PACE_MS + 1;
    const pathOf = (column: 'mean' | 'low' | 'high'): Path => {
      const values = new Array<number | null>(length).fill(null);
      for (const row of rows) {
        const value = row[column];
        if (typeof value === 'number') values[(Number(row.at) - startAt) / PACE_MS] = value;
      }
      return { startAt, stepMs: PACE_MS, values };
    };
    return { predicted: pathOf('mean'), predictedLow: pathOf('low'), predictedHigh: pathOf('high') };
  }

  #nameOf(metric: AnalyticsMetric): string {
    return `${this.#prefix}${metric}`;
  }
}
