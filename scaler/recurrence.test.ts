import { expect, test } from 'vitest';
import { parseRecurrence, type Recurrence } from './recurrence.ts';
import { recurrenceDays } from './recurrence-days.ts';

const DAY_MS = 86_400_000;
const day = (date: string) => Date.parse(`${date}T00:00Z`) / DAY_MS;

function daysOf(text: string, start: string, from = start, to = '2100-01-01', most = 12): string[] {
  const rule = parseRecurrence(text) as Recurrence;
  const toDay = Math.min(day(to), Math.floor((rule.until ?? Number.POSITIVE_INFINITY) / DAY_MS));
  const days: string[] = [];
  for (const one of recurrenceDays(rule, day(start), { fromDay: day(from), toDay })) {
    days.push(new Date(one * DAY_MS).toISOString().slice(0, 10));
    if (days.length === most) break;
  }
  return days;
}

/** The examples of RFC 5545, 3.8.5.3 that the part understood here can say; all begin on 1997-09-02 unless told. */
const RFC_5545: ReadonlyArray<readonly [rule: string, start: string, days: string]> = [
  ['FREQ=DAILY;COUNT=3', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', '1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12'],
  ['FREQ=DAILY;UNTIL=19970904', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
  ['FREQ=WEEKLY;COUNT=3', '1997-09-02', '1997-09-02 1997-09-09 1997-09-16'],
  [
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16',
  ],
  ['FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '1997-09-05', '1997-09-05 1997-10-03 1997-11-07 1997-12-05'],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU',
    '1997-09-07',
    '1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25',
  ],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '1997-09-22', '1997-09-22 1997-10-20 1997-11-17'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3', '1997-09-28', '1997-09-28 1997-10-29 1997-11-28'],
  ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=2,15', '1997-09-02', '1997-09-02 1997-09-15 1997-10-02 1997-10-15'],
  ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1', '1997-09-30', '1997-09-30 1997-10-01 1997-10-31 1997-11-01'],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3', '1997-09-03', '1998-02-13 1998-03-13 1998-11-13'],
  ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=31', '1997-09-02', '1997-10-31 1997-12-31 1998-01-31'],
  ['FREQ=YEARLY;COUNT=4;BYMONTH=6,7', '1997-06-10', '1997-06-10 1997-07-10 1998-06-10 1998-07-10'],
  ['FREQ=YEARLY;INTERVAL=2;COUNT=3;BYMONTH=1,2,3', '1997-03-10', '1997-03-10 1999-01-10 1999-02-10'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3', '1997-03-13', '1997-03-13 1997-03-20 1997-03-27'],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3',
    '1996-11-05',
    '1996-11-05 2000-11-07 2004-11-02',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997-08-05 1997-08-10 1997-08-19 1997-08-24'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997-08-05 1997-08-17 1997-08-19 1997-08-31'],
  ['FREQ=DAILY;UNTIL=20000103;BYMONTH=1', '1999-12-30', '2000-01-01 2000-01-02 2000-01-03'],
];

test.each(RFC_5545)('%s from %s is as RFC 5545 says', (rule, start, days) => {
  expect(daysOf(rule, start)).toEqual(days.split(' '));
});

test('a leap day comes every four years and no day takes its place', () => {
  expect(daysOf('FREQ=YEARLY;COUNT=3', '2024-02-29')).toEqual(['2024-02-29', '2028-02-29', '2032-02-29']);
});

test('a window far away is the same whether it is counted up to or jumped to', () => {
  for (const rule of [
    'FREQ=DAILY;INTERVAL=7',
    'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SA',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=YEARLY',
  ]) {
    const all = daysOf(rule, '1996-02-27', '1996-02-27', '2030-12-31', 100_000);
    const near = daysOf(rule, '1996-02-27', '2029-06-15', '2030-12-31', 100_000);

    expect(near.length).toBeGreaterThan(0);
    expect(near).toEqual(all.filter((date) => date >= '2029-06-15'));
  }
});

test('a rule that never comes ends with the window', () => {
  expect(daysOf('FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2', '2026-01-01')).toEqual([]);
  expect(daysOf('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2', '2026-01-01')).toEqual([]);
});

const REFUSED: ReadonlyArray<readonly [rule: string, fault: string]> = [
  ['', '"" is not understood'],
  ['FREQ=HOURLY', 'FREQ is "HOURLY"'],
  ['INTERVAL=2', 'FREQ is missing'],
  ['FREQ=DAILY;BYHOUR=9', '"BYHOUR=9" is not understood'],
  ['FREQ=DAILY;BYSETPOS=1', '"BYSETPOS=1" is not understood'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL is "0", must be a whole number from 1 to 1000'],
  ['FREQ=DAILY;COUNT=1000000', 'COUNT is "1000000"'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'COUNT and UNTIL are both there'],
  ['FREQ=DAILY;UNTIL=20260231', 'UNTIL is "20260231"'],
  ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY is "XX"'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY counts weekdays of a month'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY is there, must not with FREQ=WEEKLY'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY is "0"'],
  ['FREQ=MONTHLY;BYMONTH=13', 'BYMONTH is "13"'],
  ['FREQ=YEARLY;BYDAY=MO', 'BYDAY is there, must be with BYMONTH'],
  ['FREQ=DAILY;FREQ=DAILY', 'FREQ is there twice'],
  ['FREQ=DAILY;WKST=X', 'WKST is "X"'],
  [`FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(200)}1`, 'it is longer than 256 characters'],
];

test.each(REFUSED)('%s is refused', (rule, fault) => {
  const faults = parseRecurrence(rule);

  expect(faults).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
});

test('every fault is told at once', () => {
  expect(parseRecurrence('FREQ=NEVER;INTERVAL=x;BYDAY=QQ;HELLO=1')).toHaveLength(4);
});
