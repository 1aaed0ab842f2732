import { expect, test } from 'vitest';
import { isTimeZone, timeOfWall, wallTime } from './time-zone.ts';

const NEW_YORK = 'America/New_York';

test('nine in the morning is nine in the morning on both sides of a change of clocks', () => {
  const before = timeOfWall(Date.UTC(2026, 2, 7, 9), NEW_YORK);
  const after = timeOfWall(Date.UTC(2026, 2, 8, 9), NEW_YORK);

  expect(before).toBe(Date.UTC(2026, 2, 7, 14));
  expect(after).toBe(Date.UTC(2026, 2, 8, 13));
});

test('a time that clocks leave out is meant as if they had not been put forward', () => {
  expect(timeOfWall(Date.UTC(2026, 2, 8, 2, 30), NEW_YORK)).toBe(Date.UTC(2026, 2, 8, 7, 30));
});

test('a time that clocks show twice is meant the first time', () => {
  expect(timeOfWall(Date.UTC(2026, 10, 1, 1, 30), NEW_YORK)).toBe(Date.UTC(2026, 10, 1, 5, 30));
});

test.each(['Europe/Berlin', NEW_YORK, 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'])(
  'in %s every hour of two years comes back, but for the one that is shown twice',
  (zone) => {
    let different = 0;
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
      if (timeOfWall(wallTime(at, zone), zone) !== at) different++;
    }

    expect(different).toBeLessThanOrEqual(2);
  },
);

test('what is no place has no clock', () => {
  for (const zone of ['', 'Mars/Olympus', '../../etc', 'UTC; rm']) expect(isTimeZone(zone)).toBe(false);
});
