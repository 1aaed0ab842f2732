import { holidayDay } from './holiday-days.ts';
import type { PlannedEvent } from './planned-event.ts';
import { parseRecurrence, type Recurrence } from './recurrence.ts';
import { recurrenceDays } from './recurrence-days.ts';
import { timeOfWall, wallTime } from './time-zone.ts';

const DAY_MS = 86_400_000;

/** From when until before when, in epoch milliseconds. */
export interface TimeRange {
  readonly fromAt: number;
  readonly toAt: number;
}

/** One time that an event happens. */
export interface Occurrence extends TimeRange {
  /** The day that it begins on, by the clock of its place. */
  readonly day: string;
}

/** The longest time that events are looked up for; more is cut off at its end. */
export const LONGEST_RANGE_MS = 400 * DAY_MS;

/** How far COUNT is counted: a thousand times a month, and no further. */
const MOST_COUNTED_DAYS = 100 * 366;

/**
 * When an event happens in a time, rising: also what began before it, or ends after it. It happens at the same time of
 * the day by the clock of its place, whatever is done to clocks, and each time for as long as the first. One that was
 * cancelled while it happened ended then.
 *
 * @param most no more than these
 */
export function occurrencesOf(event: PlannedEvent, range: TimeRange, most: number): Occurrence[] {
  const { startAt, endAt, timezone, cancelledAt, except } = event;
  const long = endAt - startAt;
  const cutAt = cancelledAt ?? Number.POSITIVE_INFINITY;
  const toAt = Math.min(range.toAt, range.fromAt + LONGEST_RANGE_MS, cutAt, lastStartOf(event) + 1);
  const firstWall = wallTime(startAt, timezone);
  const clock = firstWall - dayOf(firstWall) * DAY_MS;
  const found: Occurrence[] = [];
  for (const day of daysOf(event, dayOf(firstWall), range.fromAt - long, toAt)) {
    const fromAt = timeOfWall(day * DAY_MS + clock, timezone);
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    if (fromAt >= toAt || found.length >= most) break;
    const end = Math.min(fromAt + long, cutAt);
    if (end > range.fromAt && !except.includes(date)) found.push({ fromAt, toAt: end, day: date });
  }
  return found;
}

/** When an event has ended for the last time at the latest; infinity for one that never does. */
export function lastEndOf(event: PlannedEvent): number {
  const { startAt, endAt, repeats, holiday, cancelledAt, timezone } = event;
  if (cancelledAt !== null) return cancelledAt;
  if (repeats === null && holiday === null) return endAt;
  const rule = repeats === null ? undefined : (parseRecurrence(repeats) as Recurrence);
  if (rule?.count === undefined) return lastStartOf(event) + (endAt - startAt);
  const startDay = dayOf(wallTime(startAt, timezone));
  const days = [...recurrenceDays(rule, startDay, { fromDay: startDay, toDay: startDay + MOST_COUNTED_DAYS })];
  // A day to spare for what clocks may do.
  return ((days.at(-1) ?? startDay) + 2) * DAY_MS + (endAt - startAt);
}

/** The last time at which it may begin, as UNTIL says. */
function lastStartOf({ repeats, timezone }: PlannedEvent): number {
  const rule = repeats === null ? undefined : (parseRecurrence(repeats) as Recurrence);
  if (rule?.until === undefined) return Number.POSITIVE_INFINITY;
  return rule.untilUtc ? rule.until : timeOfWall(rule.until, timezone);
}

/** The days that an event may begin on, with a day to spare on both sides. */
function* daysOf({ repeats, holiday, timezone }: PlannedEvent, startDay: number, fromAt: number, toAt: number) {
  const fromDay = dayOf(wallTime(fromAt, timezone)) - 1;
  const toDay = dayOf(wallTime(toAt, timezone)) + 1;
  if (holiday !== null) {
    for (let year = yearOf(Math.max(fromDay, startDay)); year <= yearOf(toDay); year++) {
      const day = holidayDay(holiday, year);
      if (day >= Math.max(fromDay, startDay) && day <= toDay) yield day;
    }
  } else if (repeats === null) yield startDay;
  else yield* recurrenceDays(parseRecurrence(repeats) as Recurrence, startDay, { fromDay, toDay });
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY_MS);
}

function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}
