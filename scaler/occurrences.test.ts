import { expect, test } from 'vitest';
import { LONGEST_RANGE_MS, lastEndOf, occurrencesOf } from './occurrences.ts';
import type { PlannedEvent } from './planned-event.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);

function event(over: Partial<PlannedEvent> = {}): PlannedEvent {
  return {
    id: 'sale',
    revision: 1,
    name: 'Sale',
    kind: 'sale',
    startAt: at('2026-03-02T09:00Z'),
    endAt: at('2026-03-02T11:00Z'),
    timezone: 'UTC',
    repeats: null,
    holiday: null,
    except: [],
    lift: null,
    workloads: null,
    cancelledAt: null,
    ...over,
  };
}

function startsOf(given: PlannedEvent, from: string, to: string, most = 100): string[] {
  return occurrencesOf(given, { fromAt: at(from), toAt: at(to) }, most).map(({ fromAt }) =>
    new Date(fromAt).toISOString().slice(0, 16),
  );
}

test('an event that happens once is there while it touches the window', () => {
  expect(startsOf(event(), '2026-03-02T10:59Z', '2026-03-03T00:00Z')).toEqual(['2026-03-02T09:00']);
  expect(startsOf(event(), '2026-03-02T11:00Z', '2026-03-03T00:00Z')).toEqual([]);
  expect(startsOf(event(), '2026-03-01T00:00Z', '2026-03-02T09:00Z')).toEqual([]);
  expect(startsOf(event(), '2026-03-01T00:00Z', '2026-03-02T09:00:01Z')).toEqual(['2026-03-02T09:00']);
});

test('nine in New York stays nine in New York when clocks change, for as long as ever', () => {
  const daily = event({
    repeats: 'FREQ=DAILY',
    timezone: 'America/New_York',
    startAt: at('2026-03-02T14:00Z'),
    endAt: at('2026-03-02T16:00Z'),
  });

  const found = occurrencesOf(daily, { fromAt: at('2026-03-07T00:00Z'), toAt: at('2026-03-10T00:00Z') }, 100);

  expect(found.map(({ fromAt }) => new Date(fromAt).toISOString())).toEqual([
    '2026-03-07T14:00:00.000Z',
    '2026-03-08T13:00:00.000Z',
    '2026-03-09T13:00:00.000Z',
  ]);
  expect(found.every(({ fromAt, toAt }) => toAt - fromAt === 2 * HOUR)).toBe(true);
});

test('the day is that of the place, not that of UTC', () => {
  const late = event({
    repeats: 'FREQ=WEEKLY;BYDAY=MO',
    timezone: 'America/Los_Angeles',
    startAt: at('2026-03-03T04:00Z'),
    endAt: at('2026-03-03T06:00Z'),
  });

  expect(startsOf(late, '2026-03-01T00:00Z', '2026-03-08T00:00Z')).toEqual(['2026-03-03T04:00']);
  expect(occurrencesOf(late, { fromAt: at('2026-03-01T00:00Z'), toAt: at('2026-03-08T00:00Z') }, 9)[0]?.day).toBe(
    '2026-03-02',
  );
});

test('UNTIL is the last time that it may begin', () => {
  const until = (text: string) =>
    startsOf(event({ repeats: `FREQ=DAILY;UNTIL=${text}` }), '2026-03-01T00:00Z', '2026-04-01T00:00Z').length;

  expect(until('20260304')).toBe(3);
  expect(until('20260304T090000Z')).toBe(3);
  expect(until('20260304T085959Z')).toBe(2);
});

test('a holiday comes every year at the time of the day that was told', () => {
  const dinner = event({
    holiday: 'thanksgiving-us',
    startAt: at('2024-01-01T18:00Z'),
    endAt: at('2024-01-01T22:00Z'),
  });

  expect(startsOf(dinner, '2024-11-01T00:00Z', '2025-12-01T00:00Z')).toEqual(['2024-11-28T18:00', '2025-11-27T18:00']);
  expect(startsOf(dinner, '2020-01-01T00:00Z', '2020-12-31T00:00Z')).toEqual([]);
});

test('days that are left out are left out, and count as happened', () => {
  const three = event({ repeats: 'FREQ=DAILY;COUNT=3', except: ['2026-03-03'] });

  expect(startsOf(three, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toEqual(['2026-03-02T09:00', '2026-03-04T09:00']);
});

test('what was cancelled does not begin any more, and ended if it was happening', () => {
  const cancelled = event({ repeats: 'FREQ=DAILY', cancelledAt: at('2026-03-04T10:00Z') });

  const found = occurrencesOf(cancelled, { fromAt: at('2026-03-01T00:00Z'), toAt: at('2026-04-01T00:00Z') }, 100);

  expect(found).toHaveLength(3);
  expect(found.at(-1)?.toAt).toBe(at('2026-03-04T10:00Z'));
});

test('neither a long time nor many occurrences are more than their bounds', () => {
  const daily = event({ repeats: 'FREQ=DAILY' });

  expect(occurrencesOf(daily, { fromAt: daily.startAt, toAt: daily.startAt + 50 * 365 * DAY }, 10_000)).toHaveLength(
    LONGEST_RANGE_MS / DAY,
  );
  expect(occurrencesOf(daily, { fromAt: daily.startAt, toAt: daily.startAt + 90 * DAY }, 7)).toHaveLength(7);
});

test('it is known when an event is over', () => {
  expect(lastEndOf(event())).toBe(event().endAt);
  expect(lastEndOf(event({ repeats: 'FREQ=DAILY' }))).toBe(Number.POSITIVE_INFINITY);
  expect(lastEndOf(event({ holiday: 'christmas-day' }))).toBe(Number.POSITIVE_INFINITY);
  expect(lastEndOf(event({ repeats: 'FREQ=DAILY', cancelledAt: 5 }))).toBe(5);
  const ends = ['FREQ=DAILY;COUNT=3', 'FREQ=DAILY;UNTIL=20260304'].map((repeats) => lastEndOf(event({ repeats })));
  for (const end of ends) {
    expect(end).toBeGreaterThanOrEqual(at('2026-03-04T11:00Z'));
    expect(end).toBeLessThan(at('2026-03-07T00:00Z'));
  }
});
