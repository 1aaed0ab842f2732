import type { Recurrence, RuleDay } from './recurrence.ts';

const DAY_MS = 86_400_000;

/** Days are counted from 1970-01-01, which is 0, by the clock of a place. */
export interface DayRange {
  readonly fromDay: number;
  readonly toDay: number;
}

/**
 * The days of a rule from its first day on that are in a range, rising. Without COUNT the cost grows with the range and
 * not with how long ago the rule began.
 *
 * @param startDay the day that gives the rule what it does not say: weekday, day of the month, month
 * @example
 * [...recurrenceDays({ frequency: 'DAILY', interval: 3, days: [], monthDays: [], months: [] }, 0, { fromDay: 4, toDay: 12 })] // => [6, 9, 12]
 */
export function* recurrenceDays(
  rule: Pick<Recurrence, 'frequency' | 'interval' | 'days' | 'monthDays' | 'months'> & Partial<Recurrence>,
  startDay: number,
  { fromDay, toDay }: DayRange,
): Generator<number> {
  const { period, firstFor } = PERIODS[rule.frequency](rule, startDay);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  // Counting begins at the first; otherwise only what is near is looked at.
  for (let turn = rule.count === undefined ? firstFor(fromDay) : 0; ; turn++) {
    const { beginsAt, days } = period(turn);
    if (beginsAt > toDay) return;
    for (const day of days) {
      if (day < startDay) continue;
      if (day > toDay || left-- <= 0) return;
      if (day >= fromDay) yield day;
    }
  }
}

type Rule = Parameters<typeof recurrenceDays>[0];

interface Periods {
  /** A turn of the rule: its first possible day, and its days, rising. */
  readonly period: (turn: number) => { readonly beginsAt: number; readonly days: readonly number[] };
  /** A turn that is not after the one that a day is in. */
  readonly firstFor: (day: number) => number;
}

const PERIODS: Record<Rule['frequency'], (rule: Rule, startDay: number) => Periods> = {
  DAILY: (rule, startDay) => ({
    period: (turn) => {
      const day = startDay + turn * rule.interval;
      return { beginsAt: day, days: isWanted(rule, day) ? [day] : [] };
    },
    firstFor: (day) => Math.max(0, Math.floor((day - startDay) / rule.interval)),
  }),

  WEEKLY: (rule, startDay) => {
    const weekStart = rule.weekStart ?? 1;
    const firstWeek = startDay - ((weekdayOf(startDay) - weekStart + 7) % 7);
    const days = rule.days.length > 0 ? rule.days : [{ weekday: weekdayOf(startDay), nth: 0 }];
    const steps = [...new Set(days.map(({ weekday }) => (weekday - weekStart + 7) % 7))].sort((a, b) => a - b);
    return {
      period: (turn) => {
        const week = firstWeek + turn * rule.interval * 7;
        const inWeek = steps.map((step) => week + step);
        return { beginsAt: week, days: inWeek.filter((day) => isInMonth(rule, day)) };
      },
      firstFor: (day) => Math.max(0, Math.floor((day - firstWeek) / (7 * rule.interval))),
    };
  },

  MONTHLY: (rule, startDay) => {
    const firstMonth = monthOf(startDay);
    return {
      period: (turn) => {
        const month = firstMonth + turn * rule.interval;
        const wanted = rule.months.length === 0 || rule.months.includes((month % 12) + 1);
        return { beginsAt: dayOfMonth(month, 1), days: wanted ? daysInMonth(rule, month, startDay) : [] };
      },
      firstFor: (day) => Math.max(0, Math.floor((monthOf(day) - firstMonth) / rule.interval)),
    };
  },

  YEARLY: (rule, startDay) => {
    const firstMonth = monthOf(startDay);
    const firstYear = Math.floor(firstMonth / 12);
    const every =
      rule.monthDays.length > 0 ? Array.from({ length: 12 }, (_, index) => index + 1) : [(firstMonth % 12) + 1];
    const months = rule.months.length > 0 ? [...new Set(rule.months)].sort((a, b) => a - b) : every;
    return {
      period: (turn) => {
        const year = firstYear + turn * rule.interval;
        const days = months.flatMap((month) => daysInMonth(rule, year * 12 + month - 1, startDay));
        return { beginsAt: dayOfMonth(year * 12, 1), days };
      },
      firstFor: (day) => Math.max(0, Math.floor((Math.floor(monthOf(day) / 12) - firstYear) / rule.interval)),
    };
  },
};

function daysInMonth(rule: Rule, month: number, startDay: number): number[] {
  const first = dayOfMonth(month, 1);
  const length = dayOfMonth(month + 1, 1) - first;
  const all = Array.from({ length }, (_, index) => first + index);
  if (rule.days.length === 0 && rule.monthDays.length === 0) {
    const date = startDay - dayOfMonth(monthOf(startDay), 1);
    return date < length ? [first + date] : [];
  }
  return all.filter((day) => isOnDate(rule, day, first, length) && isOnWeekday(rule.days, day, first, length));
}

function isWanted(rule: Rule, day: number): boolean {
  const first = dayOfMonth(monthOf(day), 1);
  const length = dayOfMonth(monthOf(day) + 1, 1) - first;
  return isInMonth(rule, day) && isOnDate(rule, day, first, length) && isOnWeekday(rule.days, day, first, length);
}

function isInMonth({ months }: Rule, day: number): boolean {
  return months.length === 0 || months.includes((monthOf(day) % 12) + 1);
}

function isOnDate({ monthDays }: Rule, day: number, first: number, length: number): boolean {
  return monthDays.length === 0 || monthDays.includes(day - first + 1) || monthDays.includes(day - first - length);
}

function isOnWeekday(days: readonly RuleDay[], day: number, first: number, length: number): boolean {
  if (days.length === 0) return true;
  const fromStart = Math.floor((day - first) / 7) + 1;
  const fromEnd = -Math.floor((first + length - 1 - day) / 7) - 1;
  return days.some(
    ({ weekday, nth }) => weekday === weekdayOf(day) && (nth === 0 || nth === fromStart || nth === fromEnd),
  );
}

function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Months are counted from the year 0, so that twelve are a year. */
function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function dayOfMonth(month: number, date: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, date) / DAY_MS;
}
