import type { SqlDriver } from '#chat';
import { ANALYTICS_METRICS, ANALYTICS_NAMES, type AnalyticsMetric } from './analytics.ts';
import { createAnalyticsTables } from './analytics-tables.ts';

/** What one counter says: how many sockets it has now, and what it counted since it began. */
export interface CountReport {
  /** Who counts: `room:lobby`, `isolate:…`, `pod`. */
  readonly name: string;
  /** Differs each time that this counter begins at nothing. */
  readonly instance: string;
  /** How long its sockets count without another word, in milliseconds. */
  readonly leaseMs: number;
  readonly connections: number;
  readonly opened: number;
  readonly messages: number;
  readonly rejected: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTES_KEPT_MS = 15 * DAY_MS;
const HOURS_KEPT_MS = 366 * DAY_MS;
/** A counter without sockets is forgotten after so long: if it lives it says everything again. */
const FORGET_MS = HOUR_MS;
/** Nobody counted while so many minutes passed: then they are unknown and not what is now. */
const MOST_CAUGHT_UP = 5;

const COUNTERS = ['opened', 'messages', 'rejected'] as const;

/** The sum of some samples at the end of a step. */
export interface Row {
  readonly at: number;
  readonly total: number;
  readonly samples: number;
}

/**
 * What counters report, as minutes and hours in SQLite. Reports are totals, so one that was lost heals with the next; the
 * sockets of a counter that says nothing any more are forgotten with its lease.
 */
export class AnalyticsBook {
  readonly #driver: SqlDriver;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
    createAnalyticsTables(driver);
  }

  report(report: CountReport, now: number): void {
    const { name, instance, connections } = report;
    this.#driver.atomic(() => {
      const [before] = this.#driver.rows('SELECT * FROM analytics_reporters WHERE name = ?', name);
      const known = before?.instance === instance ? before : undefined;
      const totals = COUNTERS.map((counter) => Math.max(Number(known?.[counter] ?? 0), report[counter]));
      COUNTERS.forEach((counter, index) => {
        this.#count(counter, (totals[index] as number) - Number(known?.[counter] ?? 0));
      });
      this.#driver.rows(
        'INSERT OR REPLACE INTO analytics_reporters (name, instance, heard_at, until_at, connections, opened, messages, rejected) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        name,
        instance,
        now,
        now + report.leaseMs,
        connections,
        ...totals,
      );
    });
  }

  /** Counters with sockets that have said nothing since: the longest silent first. */
  silentSince(at: number, most: number): string[] {
    const rows = this.#driver.rows(
      'SELECT name FROM analytics_reporters WHERE connections > 0 AND heard_at < ? ORDER BY heard_at LIMIT ?',
      at,
      most,
    );
    return rows.map(({ name }) => String(name));
  }

  /**
   * Ends the minutes that are over.
   *
   * @returns the end of the last one, if any ended
   */
  endMinutes(now: number): number | undefined {
    const end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const last = this.lastMinute() ?? end - MINUTE_MS;
    const minutes = Math.round((end - last) / MINUTE_MS);
    if (minutes <= 0) return undefined;
    this.#driver.atomic(() => {
      const caughtUp = Math.min(minutes, MOST_CAUGHT_UP);
      for (const metric of ANALYTICS_NAMES) {
        const value = ANALYTICS_METRICS[metric].kind === 'gauge' ? this.#here(now) : this.#take(metric) / minutes;
        for (let minute = caughtUp - 1; minute >= 0; minute--) this.#write(metric, end - minute * MINUTE_MS, value);
      }
      if (Math.floor(end / HOUR_MS) > Math.floor(last / HOUR_MS)) this.#forget(now);
    });
    return end;
  }

  lastMinute(): number | undefined {
    const [row] = this.#driver.rows(
      "SELECT MAX(at) AS at FROM analytics_rows WHERE metric = 'connections' AND step = 60",
    );
    return typeof row?.at === 'number' ? row.at : undefined;
  }

  /** Minutes or hours whose end lies after one time and not after another, oldest first. */
  rows(metric: AnalyticsMetric, step: 60 | 3_600, afterAt: number, toAt: number): Row[] {
    const rows = this.#driver.rows(
      'SELECT at, total, samples FROM analytics_rows WHERE metric = ? AND step = ? AND at > ? AND at <= ? ORDER BY at',
      ...[metric, step, afterAt, toAt],
    );
    return rows.map(({ at, total, samples }) => ({ at: Number(at), total: Number(total), samples: Number(samples) }));
  }

  #here(now: number): number {
    const [row] = this.#driver.rows('SELECT SUM(connections) AS here FROM analytics_reporters WHERE until_at > ?', now);
    return Number(row?.here ?? 0);
  }

  #count(metric: AnalyticsMetric, amount: number): void {
    if (amount <= 0) return;
    this.#driver.rows(
      'INSERT INTO analytics_open (metric, total) VALUES (?, ?) ON CONFLICT (metric) DO UPDATE SET total = total + excluded.total',
      metric,
      amount,
    );
  }

  #take(metric: AnalyticsMetric): number {
    const [row] = this.#driver.rows('SELECT total FROM analytics_open WHERE metric = ?', metric);
    this.#driver.rows('DELETE FROM analytics_open WHERE metric = ?', metric);
    return Number(row?.total ?? 0);
  }

  /** A minute, and what it adds to its hour. */
  #write(metric: AnalyticsMetric, at: number, value: number): void {
    const hour = Math.ceil(at / HOUR_MS) * HOUR_MS;
    this.#driver.rows(
      'INSERT OR REPLACE INTO analytics_rows (metric, step, at, total, samples) VALUES (?, 60, ?, ?, 1)',
      ...[metric, at, value],
    );
    this.#driver.rows(
      'INSERT INTO analytics_rows (metric, step, at, total, samples) VALUES (?, 3600, ?, ?, 1) ON CONFLICT (metric, step, at) DO UPDATE SET total = total + excluded.total, samples = samples + 1',
      ...[metric, hour, value],
    );
  }

  #forget(now: number): void {
    this.#driver.rows('DELETE FROM analytics_rows WHERE step = 60 AND at < ?', now - MINUTES_KEPT_MS);
    this.#driver.rows('DELETE FROM analytics_rows WHERE step = 3600 AND at < ?', now - HOURS_KEPT_MS);
    this.#driver.rows(
      'DELETE FROM analytics_reporters WHERE heard_at < ? AND (connections = 0 OR until_at < ?)',
      ...[now - FORGET_MS, now],
    );
  }
}
