import { lastEndOf } from './occurrences.ts';
import type { PlannedEvent } from './planned-event.ts';

/** Events that are not over; more are refused. */
export const MOST_EVENTS = 1_000;
/** Events that are over are kept so long, since what they brought is learned from the past. */
const KEPT_MS = 120 * 86_400_000;
const MOST_KEPT = 3 * MOST_EVENTS;

/** Those that are not over. */
export function livingEvents(events: readonly PlannedEvent[], now: number): readonly PlannedEvent[] {
  return events.filter((event) => lastEndOf(event) > now);
}

/** Those that need not be remembered: what is long over, what was cancelled before it began, the oldest of too many. */
export function forgettableEvents(events: readonly PlannedEvent[], now: number): readonly PlannedEvent[] {
  const ends = events.map((event) => ({ event, end: lastEndOf(event) }));
  const over = ends.filter(({ end }) => end <= now).sort((one, other) => one.end - other.end);
  const excess = events.length - MOST_KEPT;
  return over.flatMap(({ event, end }, index) => {
    const never = event.cancelledAt !== null && event.cancelledAt <= event.startAt;
    return end < now - KEPT_MS || index < excess || never ? event : [];
  });
}
