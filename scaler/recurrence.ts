const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const MOST_INTERVAL = 1_000;
const MOST_COUNT = 1_000;
const LONGEST = 256;

export type Frequency = (typeof FREQUENCIES)[number];

export interface RuleDay {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Which of the month, -1 the last; 0 every. */
  readonly nth: number;
}

/** A part of what RFC 5545, 3.3.10 calls a recurrence rule: days that come again. */
export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly days: readonly RuleDay[];
  /** -1 is the last of the month. */
  readonly monthDays: readonly number[];
  /** 1 is January. */
  readonly months: readonly number[];
  readonly count: number | undefined;
  /** The last time at which it may start, by the clock of the place. */
  readonly until: number | undefined;
  /** Whether `until` is by UTC, and not by the clock of the place. */
  readonly untilUtc: boolean;
  /** Which weekday a week begins with. */
  readonly weekStart: number;
}

interface Reading {
  readonly parts: ReadonlyMap<string, string>;
  readonly faults: string[];
}

/**
 * Reads a rule: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL, WKST. What
 * else RFC 5545 knows is refused, since a rule that is followed in part is another rule.
 *
 * @returns the rule, or every fault that it has
 * @example
 * parseRecurrence('FREQ=WEEKLY;BYDAY=MO,FR').days.map(({ weekday }) => weekday) // => [1, 5]
 * parseRecurrence('FREQ=HOURLY') // => ['FREQ is "HOURLY", must be DAILY, WEEKLY, MONTHLY or YEARLY']
 */
export function parseRecurrence(text: string): Recurrence | readonly string[] {
  if (text.length > LONGEST) return [`it is longer than ${LONGEST} characters`];
  const faults: string[] = [];
  const reading: Reading = { parts: readParts(text, faults), faults };
  const frequency = FREQUENCIES.find((one) => one === reading.parts.get('FREQ'));
  if (frequency === undefined) {
    faults.push(`FREQ ${said(reading.parts.get('FREQ'))}, must be DAILY, WEEKLY, MONTHLY or YEARLY`);
  }
  const until = readUntil(reading);
  const rule: Recurrence = {
    frequency: frequency ?? 'DAILY',
    interval: readWhole(reading, 'INTERVAL', MOST_INTERVAL) ?? 1,
    days: readList(reading, 'BYDAY', readDay, 'weekdays as "MO", "1MO" or "-1FR"'),
    monthDays: readList(reading, 'BYMONTHDAY', readMonthDay, 'days from 1 to 31 or -1 to -31'),
    months: readList(reading, 'BYMONTH', readMonth, 'months from 1 to 12'),
    count: readWhole(reading, 'COUNT', MOST_COUNT),
    until: until?.at,
    untilUtc: until?.utc ?? false,
    weekStart: WEEKDAYS.indexOf(reading.parts.get('WKST') ?? 'MO'),
  };
  if (rule.weekStart < 0) faults.push(`WKST ${said(reading.parts.get('WKST'))}, must be a weekday as "MO"`);
  faults.push(...faultsBetween(rule));
  return faults.length > 0 ? faults : rule;
}

const NAMES = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'COUNT', 'UNTIL', 'WKST'];

function readParts(text: string, faults: string[]): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (!NAMES.includes(name) || value === '' || more.length > 0) {
      faults.push(`${JSON.stringify(part)} is not understood, must be one of ${NAMES.join(', ')} with its value`);
    } else if (parts.has(name)) faults.push(`${name} is there twice`);
    else parts.set(name, value);
  }
  return parts;
}

/** What each part alone cannot show. */
function faultsBetween({ frequency, days, monthDays, months, count, until }: Recurrence): string[] {
  const faults: string[] = [];
  if (count !== undefined && until !== undefined) faults.push('COUNT and UNTIL are both there, must be one of them');
  const counted = days.some(({ nth }) => nth !== 0);
  if (counted && (frequency === 'DAILY' || frequency === 'WEEKLY')) {
    faults.push(`BYDAY counts weekdays of a month, must not with FREQ=${frequency}`);
  }
  if (monthDays.length > 0 && frequency === 'WEEKLY') faults.push('BYMONTHDAY is there, must not with FREQ=WEEKLY');
  if (days.length > 0 && months.length === 0 && frequency === 'YEARLY') {
    faults.push('BYDAY is there, must be with BYMONTH when FREQ=YEARLY');
  }
  return faults;
}

function readWhole({ parts, faults }: Reading, name: string, most: number): number | undefined {
  const text = parts.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  faults.push(`${name} ${said(text)}, must be a whole number from 1 to ${most}`);
  return undefined;
}

function readList<Item>(
  { parts, faults }: Reading,
  name: string,
  read: (text: string) => Item | undefined,
  rule: string,
): Item[] {
  const items = (parts.get(name) ?? '').split(',').map(read);
  if (!parts.has(name)) return [];
  if (items.includes(undefined)) faults.push(`${name} ${said(parts.get(name))}, must be ${rule}`);
  return items.filter((item) => item !== undefined);
}

function readDay(text: string): RuleDay | undefined {
  const [, nth, name] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(name ?? '');
  return weekday < 0 ? undefined : { weekday, nth: Number(nth ?? 0) };
}

function readMonthDay(text: string): number | undefined {
  const day = /^[+-]?\d{1,2}$/.test(text) ? Number(text) : 0;
  return Math.abs(day) >= 1 && Math.abs(day) <= 31 ? day : undefined;
}

function readMonth(text: string): number | undefined {
  const month = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return month >= 1 && month <= 12 ? month : undefined;
}

function readUntil({ parts, faults }: Reading): { at: number; utc: boolean } | undefined {
  const text = parts.get('UNTIL');
  if (text === undefined) return undefined;
  const [, date = '', time, utc] = /^(\d{8})(?:T(\d{6})(Z)?)?$/.exec(text) ?? [];
  const clock = time?.replace(/(\d\d)(\d\d)(\d\d)/, '$1:$2:$3') ?? '23:59:59';
  const at = Date.parse(`${date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')}T${clock}Z`);
  // Date.parse takes the 31st of every month.
  const isDay = Number.isFinite(at) && new Date(at).toISOString().slice(0, 10).replaceAll('-', '') === date;
  if (isDay) return { at, utc: utc !== undefined };
  faults.push(`UNTIL ${said(text)}, must be a day as "20261231" or a time as "20261231T235959Z"`);
  return undefined;
}

function said(text: string | undefined): string {
  return text === undefined ? 'is missing' : `is ${JSON.stringify(text.slice(0, 40))}`;
}
