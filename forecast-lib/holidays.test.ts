import { expect, test } from 'vitest';
import { checkHolidays, holidayAt, holidayOffset } from './holidays.ts';

test('a weekday of a month is found from both ends', () => {
  const laborDay = { name: 'Labor Day', month: 9, weekday: 1, nth: 1 };
  const lastFriday = { name: 'last Friday', month: 5, weekday: 5, nth: -1 };
  const fifthSunday = { name: 'fifth Sunday', month: 2, weekday: 0, nth: 5 };

  expect(holidayAt(laborDay, 2025)).toBe(Date.UTC(2025, 8, 1));
  expect(holidayAt(lastFriday, 2024)).toBe(Date.UTC(2024, 4, 31));
  expect(holidayAt({ ...lastFriday, nth: -2 }, 2024)).toBe(Date.UTC(2024, 4, 24));
  expect(holidayAt(fifthSunday, 2025)).toBeNaN();
});

test('a date that a year lacks is no holiday that year', () => {
  const leap = { name: 'leap day', month: 2, day: 29 };

  expect(holidayAt(leap, 2024)).toBe(Date.UTC(2024, 1, 29));
  expect(holidayAt(leap, 2025)).toBeNaN();
  expect(holidayOffset(leap, Date.UTC(2025, 2, 1), 0)).toBeUndefined();
});

test('days around a holiday are counted across the year and by the clock of the place', () => {
  const newYear = { name: 'New Year', month: 1, day: 1, from: -2, to: 1 };

  expect(holidayOffset(newYear, Date.UTC(2025, 11, 30, 12), 0)).toBe(-2);
  expect(holidayOffset(newYear, Date.UTC(2026, 0, 3), 0)).toBeUndefined();
  expect(holidayOffset(newYear, Date.UTC(2026, 0, 3), -60)).toBe(1);
});

test('rules that are no days are refused', () => {
  for (const rule of [
    { month: 0, day: 1 },
    { month: 5 },
    { month: 5, day: 1, weekday: 1 },
    { month: 5, weekday: 1, nth: 0 },
  ])
    expect(() => checkHolidays([{ name: 'odd', ...rule }])).toThrow(/"odd"/);
});
