import { expect, test } from 'vitest';
import { Database } from '#conformance';
import type { CountReport } from './analytics-book.ts';
import { AnalyticsHistory } from './analytics-history.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 21);

function reportOf(more: Partial<CountReport>): CountReport {
  return {
    name: 'room:a',
    instance: '1',
    leaseMs: 5 * MINUTE_MS,
    connections: 0,
    opened: 0,
    messages: 0,
    rejected: 0,
    ...more,
  };
}

function valuesOf(history: AnalyticsHistory, metric: 'connections' | 'messages', minutes: number, stepSeconds = 60) {
  const query = { fromAt: START, toAt: START + minutes * MINUTE_MS, stepSeconds, leadSeconds: 900 } as const;
  return history.read(metric, query).columns.value;
}

test('a minute is what all counters together have at its end, and what was counted within it', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'pod');
  history.endMinutes(START);

  history.report(reportOf({ connections: 3, messages: 5 }), START + 1);
  history.report(reportOf({ name: 'room:b', connections: 4, messages: 1 }), START + 2);
  history.endMinutes(START + MINUTE_MS);
  history.report(reportOf({ connections: 2, messages: 7 }), START + MINUTE_MS + 1);
  history.endMinutes(START + 2 * MINUTE_MS);

  expect(valuesOf(history, 'connections', 3)).toEqual([0, 7, 6, null]);
  expect(valuesOf(history, 'messages', 3)).toEqual([0, 6, 2, null]);
});

test('a report that was lost heals with the next, one that comes twice counts once, and a counter that begins anew adds', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'pod');
  history.endMinutes(START);

  history.report(reportOf({ messages: 4 }), START + 1);
  history.report(reportOf({ messages: 9 }), START + 2);
  history.report(reportOf({ messages: 9 }), START + 3);
  history.report(reportOf({ messages: 2, instance: '2' }), START + 4);
  history.endMinutes(START + MINUTE_MS);

  expect(valuesOf(history, 'messages', 1)).toEqual([0, 11]);
});

test('the sockets of a counter that says nothing any more are forgotten with its lease, and it is known who is silent', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'edge');
  history.endMinutes(START);
  history.report(reportOf({ connections: 3 }), START + 1);
  history.report(reportOf({ name: 'room:b', connections: 4, leaseMs: 60 * MINUTE_MS }), START + 2);

  for (let minute = 1; minute <= 7; minute++) history.endMinutes(START + minute * MINUTE_MS);

  expect(valuesOf(history, 'connections', 7)).toEqual([0, 7, 7, 7, 7, 7, 4, 4]);
  expect(history.silentSince(START + 7 * MINUTE_MS, 10)).toEqual(['room:a', 'room:b']);
  expect(history.silentSince(START + 7 * MINUTE_MS, 1)).toEqual(['room:a']);
});

test('minutes in which nobody counted are not known; a few of them are caught up', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'pod');
  history.endMinutes(START);
  history.report(reportOf({ connections: 2, leaseMs: 3_600_000 }), START + 1);

  history.endMinutes(START + 3 * MINUTE_MS);
  history.endMinutes(START + 12 * MINUTE_MS);

  expect(valuesOf(history, 'connections', 12)).toEqual([0, 2, 2, 2, null, null, null, null, 2, 2, 2, 2, 2]);
});

test('longer steps are means, hours are kept when minutes are gone, and what goes on is not told', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'pod');
  history.endMinutes(START);
  for (let minute = 1; minute <= 150; minute++) {
    history.report(reportOf({ connections: minute }), START + minute * MINUTE_MS - 1);
    history.endMinutes(START + minute * MINUTE_MS);
  }

  expect(valuesOf(history, 'connections', 10, 300)).toEqual([0, 3, 8]);
  expect(valuesOf(history, 'connections', 240, 3600)).toEqual([0, 30.5, 90.5, null, null]);

  history.endMinutes(START + 20 * 86_400_000);
  expect(valuesOf(history, 'connections', 2)).toEqual([null, null, null]);
  expect(valuesOf(history, 'connections', 120, 3600)).toEqual([0, 30.5, 90.5]);
});

test('what comes is said with bands; what was said before is kept as it was said', () => {
  const history = new AnalyticsHistory(new Database(':memory:'), 'pod');
  history.endMinutes(START);
  const hours = 8;
  const shape = (minute: number) => Math.round(100 + 50 * Math.sin((minute / 1440) * 2 * Math.PI));
  const end = START + hours * 60 * MINUTE_MS;
  const query = { fromAt: START, toAt: end + 24 * 3_600_000, stepSeconds: 300, leadSeconds: 900 } as const;
  let said: (number | null | undefined)[] = [];
  for (let minute = 1; minute <= hours * 60; minute++) {
    history.report(reportOf({ connections: shape(minute) }), START + minute * MINUTE_MS - 1);
    history.endMinutes(START + minute * MINUTE_MS);
    if (minute !== 420) continue;
    const { columns } = history.read('connections', query);
    const soon = columns.at.indexOf(START + 435 * MINUTE_MS);
    said = [columns.mean[soon], columns.q05[soon], columns.q95[soon]];
  }

  const { columns, forecastAt } = history.read('connections', query);

  const now = columns.at.indexOf(end);
  expect(forecastAt).toBe(end);
  expect(columns.value[now]).toBeCloseTo(shape(hours * 60), -1);
  expect(columns.mean.slice(0, now + 1).every((value) => value === null)).toBe(true);
  expect(columns.mean.slice(now + 1)).toHaveLength(288);
  for (let index = now + 1; index <= now + 288; index++) {
    const band = (['q05', 'q10', 'q50', 'q90', 'q95'] as const).map((name) => columns[name][index] ?? Number.NaN);
    expect(band.every((value) => value >= 0)).toBe(true);
    expect(band.toSorted((one, other) => one - other)).toEqual(band);
  }
  const then = columns.at.indexOf(START + 435 * MINUTE_MS);
  expect([columns.predicted[then], columns.predictedLow[then], columns.predictedHigh[then]]).toEqual(said);
  expect(said[0]).toBeGreaterThan(0);
  expect(said[2]).toBeGreaterThan(said[1] ?? 0);
  const dayAhead = history.read('connections', { ...query, leadSeconds: 86_400 }).columns.predicted;
  expect(dayAhead.slice(0, now + 1).every((value) => value === null)).toBe(true);
  expect(dayAhead.at(-1)).toBeGreaterThan(0);
});

test('a prediction that was kept before bands were is shown without one, and the next has one', () => {
  const driver = new Database(':memory:');
  driver.rows(
    'CREATE TABLE analytics_issued (metric TEXT NOT NULL, lead INTEGER NOT NULL, at INTEGER NOT NULL, mean REAL NOT NULL, PRIMARY KEY (metric, lead, at)) WITHOUT ROWID',
  );
  driver.rows("INSERT INTO analytics_issued VALUES ('connections', 900, ?, 7)", START + 5 * MINUTE_MS);
  const history = new AnalyticsHistory(driver, 'pod');
  history.endMinutes(START);
  for (let minute = 1; minute <= 75; minute++) history.endMinutes(START + minute * MINUTE_MS);

  const query = { fromAt: START, toAt: START + 90 * MINUTE_MS, stepSeconds: 300, leadSeconds: 900 } as const;
  const { predicted, predictedLow } = history.read('connections', query).columns;

  expect([predicted[1], predictedLow[1]]).toEqual([7, null]);
  expect([predicted.at(-1), predictedLow.at(-1)]).toEqual([0, 0]);
});
