import { parseRecurrence, type Recurrence } from './recurrence.ts';
import { recurrenceDays } from './recurrence-days.ts';

const DAY_MS = 86_400_000;

/** Days that come every year, by name: a rule, or how many days after Easter Sunday. */
export const HOLIDAYS = {
  'new-years-day': 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1',
  'valentines-day': 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=14',
  'good-friday': -2,
  'easter-sunday': 0,
  'easter-monday': 1,
  'may-day': 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1',
  'mothers-day': 'FREQ=YEARLY;BYMONTH=5;BYDAY=2SU',
  'memorial-day-us': 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO',
  'ascension-day': 39,
  'whit-monday': 50,
  'independence-day-us': 'FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4',
  'labor-day-us': 'FREQ=YEARLY;BYMONTH=9;BYDAY=1MO',
  halloween: 'FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=31',
  'singles-day': 'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=11',
  'thanksgiving-us': 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
  // The day after the fourth Thursday, which is not always the fourth Friday.
  'black-friday': 'FREQ=YEARLY;BYMONTH=11;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29',
  'christmas-eve': 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24',
  'christmas-day': 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25',
  'boxing-day': 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=26',
  'new-years-eve': 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31',
} as const satisfies Readonly<Record<string, string | number>>;

export type HolidayName = keyof typeof HOLIDAYS;

export const HOLIDAY_NAMES = Object.keys(HOLIDAYS) as [HolidayName, ...HolidayName[]];

/**
 * The day of a holiday, counted from 1970-01-01.
 *
 * @example
 * holidayDay('easter-sunday', 2026) === Date.UTC(2026, 3, 5) / 86_400_000 // => true
 * holidayDay('black-friday', 2024) === Date.UTC(2024, 10, 29) / 86_400_000 // => true
 */
export function holidayDay(name: HolidayName, year: number): number {
  const rule = HOLIDAYS[name];
  if (typeof rule === 'number') return easterDay(year) + rule;
  const [first, next] = [year, year + 1].map((one) => Date.UTC(one, 0, 1) / DAY_MS) as [number, number];
  const days = recurrenceDays(parseRecurrence(rule) as Recurrence, first, { fromDay: first, toDay: next - 1 });
  return days.next().value as number;
}

/** Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, 1991, chapter 8). */
function easterDay(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1) / DAY_MS;
}
