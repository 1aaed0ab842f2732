import type { BusinessEvent } from '#forecast-lib';
import type { Logger } from './logger.ts';
import { occurrencesOf, type TimeRange } from './occurrences.ts';
import type { PlannedEvent } from './planned-event.ts';

const HOUR_MS = 3_600_000;
/** Occurrences of all events together in one time; more are left out, with a warning. */
const MOST_OCCURRENCES = 20_000;
/** Times that are remembered: workloads that look equally far back share one. */
const MOST_RANGES = 8;

/** When events happen, worked out once for all workloads that ask for about the same time. */
export interface EventCalendar {
  within(workload: string, range: TimeRange): readonly BusinessEvent[];
}

interface Happening {
  readonly workloads: readonly string[] | null;
  readonly event: BusinessEvent;
}

/** A calendar of these events, for as long as they stay as they are. */
export function newCalendar(events: readonly PlannedEvent[], log: Logger): EventCalendar {
  const ranges = new Map<string, readonly Happening[]>();
  const happenings = ({ fromAt, toAt }: TimeRange): readonly Happening[] => {
    const wide = { fromAt: Math.floor(fromAt / HOUR_MS) * HOUR_MS, toAt: Math.ceil(toAt / HOUR_MS) * HOUR_MS };
    const key = `${wide.fromAt} ${wide.toAt}`;
    const known = ranges.get(key);
    if (known !== undefined) return known;
    const found = happeningsIn(events, wide, log);
    if (ranges.size >= MOST_RANGES) ranges.delete(ranges.keys().next().value as string);
    ranges.set(key, found);
    return found;
  };
  return {
    within: (workload, range) =>
      happenings(range).flatMap(({ workloads, event }) => {
        const inside = event.startAt < range.toAt && event.endAt > range.fromAt;
        return inside && (workloads === null || workloads.includes(workload)) ? event : [];
      }),
  };
}

function happeningsIn(events: readonly PlannedEvent[], range: TimeRange, log: Logger): Happening[] {
  const found: Happening[] = [];
  for (const event of events) {
    const { name, kind, lift, workloads } = event;
    for (const { fromAt, toAt } of occurrencesOf(event, range, MOST_OCCURRENCES - found.length)) {
      const one = { name, kind, startAt: fromAt, endAt: toAt, ...(lift !== null && { lift }) };
      found.push({ workloads, event: one });
    }
    if (found.length >= MOST_OCCURRENCES) {
      log.log('warn', 'events-too-many', { occurrences: found.length, event: event.id });
      break;
    }
  }
  return found;
}
