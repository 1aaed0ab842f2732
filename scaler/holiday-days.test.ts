import { expect, test } from 'vitest';
import { HOLIDAY_NAMES, type HolidayName, holidayDay } from './holiday-days.ts';

const dateOf = (name: HolidayName, year: number) =>
  new Date(holidayDay(name, year) * 86_400_000).toISOString().slice(5, 10);

/** From calendars of those years. */
const KNOWN: ReadonlyArray<readonly [HolidayName, number, string]> = [
  ['easter-sunday', 2000, '04-23'],
  ['easter-sunday', 2008, '03-23'],
  ['easter-sunday', 2011, '04-24'],
  ['easter-sunday', 2024, '03-31'],
  ['easter-sunday', 2025, '04-20'],
  ['easter-sunday', 2027, '03-28'],
  ['easter-sunday', 2038, '04-25'],
  ['good-friday', 2026, '04-03'],
  ['ascension-day', 2026, '05-14'],
  ['whit-monday', 2026, '05-25'],
  ['thanksgiving-us', 2025, '11-27'],
  ['thanksgiving-us', 2029, '11-22'],
  ['black-friday', 2025, '11-28'],
  ['black-friday', 2029, '11-23'],
  ['black-friday', 2030, '11-29'],
  ['memorial-day-us', 2026, '05-25'],
  ['labor-day-us', 2026, '09-07'],
  ['mothers-day', 2026, '05-10'],
  ['new-years-eve', 2026, '12-31'],
];

test.each(KNOWN)('%s of %i is on %s', (name, year, date) => {
  expect(dateOf(name, year)).toBe(date);
});

test('every holiday is on one day of every year', () => {
  for (const name of HOLIDAY_NAMES) {
    for (let year = 1990; year < 2060; year++) {
      expect([name, new Date(holidayDay(name, year) * 86_400_000).getUTCFullYear()]).toEqual([name, year]);
    }
  }
});
