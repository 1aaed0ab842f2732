import { z } from 'zod';
import { HOLIDAY_NAMES, type HolidayName } from './holiday-days.ts';
import { parseRecurrence } from './recurrence.ts';
import { isTimeZone, timeOfWall } from './time-zone.ts';
import { WORKLOAD_KEY } from './workload-key.ts';

const YEAR_MS = 366 * 86_400_000;

/** What bounds one event. */
export const EVENT_BOUNDS = {
  /** How long one occurrence may be. */
  longestMs: 31 * 86_400_000,
  /** How far from now it may begin, either way. */
  furthestMs: 10 * YEAR_MS,
  except: 366,
  workloads: 200,
  leastLift: 0.01,
  mostLift: 100,
} as const;

const SLUG = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const TIME = z
  .union([z.int().min(0), z.string().max(40)])
  .refine(
    (value) => typeof value === 'number' || isTime(value),
    'epoch milliseconds, or a time as "2026-12-24T18:00" or with "Z" or "+01:00" behind it',
  )
  .describe('Epoch milliseconds, or ISO 8601; without "Z" or an offset it is by the clock of the timezone');

/** An event as somebody plans it. Unknown fields are refused: a "lfit" would be no lift. */
export const GIVEN_EVENT = z.strictObject({
  id: z
    .string()
    .regex(SLUG, '1 to 64 of a-z, 0-9, ".", "_" and "-"')
    .optional()
    .describe('Made when it is not given; with it a request can be sent again safely'),
  name: z.string().trim().min(1).max(120),
  kind: z
    .string()
    .regex(SLUG, '1 to 64 of a-z, 0-9, ".", "_" and "-"')
    .optional()
    .describe('Events of one kind share what is learned; the id unless told'),
  startAt: TIME.describe('When it begins; of one that comes again, from when on it does, and at which time of the day'),
  endAt: TIME.optional().describe('When it ends; of one that comes again, the first time'),
  durationSeconds: z
    .int()
    .min(60)
    .max(EVENT_BOUNDS.longestMs / 1000)
    .optional()
    .describe('Instead of endAt'),
  timezone: z.string().max(64).refine(isTimeZone, 'the name of a time zone, as "Europe/Berlin"').default('UTC'),
  repeats: z
    .string()
    .max(300)
    .optional()
    .describe('RFC 5545: FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL, WKST'),
  holiday: z.enum(HOLIDAY_NAMES).optional().describe('Comes on this day of every year instead'),
  except: z
    .array(z.string().regex(DATE, 'a day as "2026-12-24"'))
    .max(EVENT_BOUNDS.except)
    .default([])
    .describe('Days, by the clock of the timezone, on which it does not begin'),
  lift: z
    .number()
    .min(EVENT_BOUNDS.leastLift)
    .max(EVENT_BOUNDS.mostLift)
    .optional()
    .describe('How many times the usual it is believed to bring, until that is learned; 1 unless told'),
  workloads: z
    .array(z.string().regex(WORKLOAD_KEY, 'a workload as "namespace/name"'))
    .min(1)
    .max(EVENT_BOUNDS.workloads)
    .optional()
    .describe('As namespace/name; all unless told'),
});

export type GivenEvent = z.infer<typeof GIVEN_EVENT>;

/** An event that is in the book, as JSON holds it. */
export interface PlannedEvent {
  readonly id: string;
  /** Rises with every change. */
  readonly revision: number;
  readonly name: string;
  readonly kind: string;
  readonly startAt: number;
  /** Of the first occurrence. */
  readonly endAt: number;
  readonly timezone: string;
  readonly repeats: string | null;
  readonly holiday: HolidayName | null;
  readonly except: readonly string[];
  readonly lift: number | null;
  /** Null: all. */
  readonly workloads: readonly string[] | null;
  /** From when on it does not happen any more. */
  readonly cancelledAt: number | null;
}

/** Something that is wrong with a field. */
export interface EventFault {
  readonly path: readonly string[];
  readonly sentence: string;
}

/**
 * Makes a planned event of a given one, or tells everything that is wrong with it beyond what the schema says.
 *
 * @param newId of an event that was given none
 */
export function planEvent(given: GivenEvent, now: number, newId: () => string): PlannedEvent | readonly EventFault[] {
  const faults: EventFault[] = [];
  const fault = (path: string, sentence: string) => faults.push({ path: [path], sentence });
  const { timezone, name, repeats, holiday, except, lift, workloads, durationSeconds } = given;
  const startAt = timeOf(given.startAt, timezone);
  const endAt =
    given.endAt === undefined ? startAt + (durationSeconds ?? Number.NaN) * 1000 : timeOf(given.endAt, timezone);
  if (Math.abs(startAt - now) > EVENT_BOUNDS.furthestMs) fault('startAt', 'is more than ten years from now');
  if ((given.endAt === undefined) === (durationSeconds === undefined)) {
    fault('endAt', 'must be told, or else durationSeconds, and not both');
  } else if (endAt <= startAt) fault('endAt', 'must be after startAt');
  else if (endAt - startAt > EVENT_BOUNDS.longestMs) fault('endAt', 'must be at most 31 days after startAt');
  if (repeats !== undefined && holiday !== undefined) fault('holiday', 'must not be told together with repeats');
  const rule = repeats === undefined ? [] : parseRecurrence(repeats);
  if (Array.isArray(rule)) for (const sentence of rule as string[]) fault('repeats', sentence);
  for (const [index, date] of except.entries()) {
    if (!isDate(date)) faults.push({ path: ['except', String(index)], sentence: 'is no day that there is' });
  }
  if (faults.length > 0) return faults;
  const id = given.id ?? newId();
  return {
    id,
    revision: 1,
    name,
    kind: given.kind ?? id,
    startAt,
    endAt,
    timezone,
    repeats: repeats ?? null,
    holiday: holiday ?? null,
    except: [...new Set(except)].sort(),
    lift: lift ?? null,
    workloads: workloads === undefined ? null : [...new Set(workloads)].sort(),
    cancelledAt: null,
  };
}

function timeOf(given: number | string, zone: string): number {
  if (typeof given === 'number') return given;
  return LOCAL.test(given) ? timeOfWall(Date.parse(`${given}Z`), zone) : Date.parse(given);
}

function isTime(text: string): boolean {
  if (!LOCAL.test(text) && !WITH_OFFSET.test(text)) return false;
  return isDate(text.slice(0, 10)) && Number.isFinite(Date.parse(LOCAL.test(text) ? `${text}Z` : text));
}

/** Date.parse takes the 31st of every month. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
