import { ForecastFault } from './forecast-fault.ts';

/** A day that comes again every year: a date, or a weekday of a month. */
export interface Holiday {
  readonly name: string;
  /** 1 is January. */
  readonly month: number;
  /** Of the month; absent where a weekday is told. */
  readonly day?: number;
  /** 0 is Sunday. */
  readonly weekday?: number;
  /** Which such weekday of the month: 1 is the first, -1 the last. */
  readonly nth?: number;
  /** Days from and to which it is felt, counted from the day itself: -1 is the eve. Both 0 unless told. */
  readonly from?: number;
  readonly to?: number;
}

const DAY = 86_400_000;
/** Days around a holiday that may be asked for. */
const FELT = 14;

/**
 * @throws ForecastFault `bad-option`
 */
export function checkHolidays(holidays: readonly Holiday[]): readonly Holiday[] {
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  for (const { name, month, day, weekday, nth = 1, from = 0, to = 0 } of holidays) {
    const dated = day !== undefined && weekday === undefined && whole(day, 1, 31);
    const named = day === undefined && weekday !== undefined && whole(weekday, 0, 6) && nth !== 0 && whole(nth, -5, 5);
    if (!(whole(month, 1, 12) && (dated || named) && whole(from, -FELT, FELT) && whole(to, from, FELT)))
      throw new ForecastFault('bad-option', `the holiday "${name}" needs a month and a day, or a weekday and which`);
  }
  return holidays;
}

/**
 * Midnight of a holiday in UTC, in epoch milliseconds.
 *
 * @returns NaN where a month has no such day that year
 * @example
 * holidayAt({ name: 'Thanksgiving', month: 11, weekday: 4, nth: 4 }, 2026) === Date.UTC(2026, 10, 26) // => true
 * holidayAt({ name: 'Memorial Day', month: 5, weekday: 1, nth: -1 }, 2026) === Date.UTC(2026, 4, 25) // => true
 */
export function holidayAt({ month, day, weekday = 0, nth = 1 }: Holiday, year: number): number {
  const inMonth = (at: number) => (new Date(at).getUTCMonth() === month - 1 ? at : Number.NaN);
  if (day !== undefined) return inMonth(Date.UTC(year, month - 1, day));
  const edge = nth > 0 ? Date.UTC(year, month - 1, 1) : Date.UTC(year, month, 0);
  const ahead = (weekday - new Date(edge).getUTCDay() + 7) % 7;
  return inMonth(edge + (nth > 0 ? ahead + 7 * (nth - 1) : (ahead === 0 ? 0 : ahead - 7) + 7 * (nth + 1)) * DAY);
}

/**
 * How many days a time is after the day of a holiday, by the clock of a place: 0 on the day itself, -1 on its eve.
 *
 * @param at in epoch milliseconds
 * @param utcOffsetMinutes how far the place's clock is ahead of UTC
 * @returns nothing where the holiday is not felt
 * @example
 * holidayOffset({ name: 'New Year', month: 1, day: 1, from: -1 }, Date.UTC(2026, 11, 31, 23), 0) // => -1
 * holidayOffset({ name: 'New Year', month: 1, day: 1, from: -1 }, Date.UTC(2026, 11, 31, 23), 60) // => 0
 */
export function holidayOffset(holiday: Holiday, at: number, utcOffsetMinutes: number): number | undefined {
  const midnight = Math.floor((at + utcOffsetMinutes * 60_000) / DAY) * DAY;
  const { from = 0, to = 0 } = holiday;
  const date = new Date(midnight);
  // Most days are far from most holidays: two weeks reach no further than the month beside.
  if ((date.getUTCMonth() - holiday.month + 14) % 12 > 2) return undefined;
  const year = date.getUTCFullYear();
  for (const near of [year, year - 1, year + 1]) {
    const days = Math.round((midnight - holidayAt(holiday, near)) / DAY);
    if (days >= from && days <= to) return days === 0 ? 0 : days;
  }
  return undefined;
}
