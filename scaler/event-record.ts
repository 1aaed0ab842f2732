import type { EventLift } from '#forecast-lib';
import type { LedgerEntry } from './ledger.ts';
import type { PlannedEvent } from './planned-event.ts';

/** What the ledger keeps of events: each row is whole, so that the last one is all that is needed. */
export type EventRecord =
  | { readonly what: 'event'; readonly event: PlannedEvent }
  | { readonly what: 'lifts'; readonly lifts: readonly EventLift[] };

export function eventEntry(at: number, event: PlannedEvent): LedgerEntry {
  return { kind: 'event', at, workload: null, data: { what: 'event', event } satisfies EventRecord };
}

export function liftsEntry(at: number, workload: string, lifts: readonly EventLift[]): LedgerEntry {
  return { kind: 'event', at, workload, data: { what: 'lifts', lifts } satisfies EventRecord };
}

/** The event of a row; undefined where it is none that we understand. */
export function eventOf(data: unknown): PlannedEvent | undefined {
  const { what, event } = (data ?? {}) as { what?: unknown; event?: Partial<PlannedEvent> };
  const whole =
    what === 'event' &&
    typeof event?.id === 'string' &&
    Number.isInteger(event.revision) &&
    Number.isFinite(event.startAt) &&
    Number.isFinite(event.endAt) &&
    typeof event.timezone === 'string' &&
    Array.isArray(event.except);
  return whole ? (event as PlannedEvent) : undefined;
}

export function liftsOf(data: unknown): readonly EventLift[] | undefined {
  const { what, lifts } = (data ?? {}) as { what?: unknown; lifts?: unknown };
  const whole = what === 'lifts' && Array.isArray(lifts) && lifts.every(({ kind, lift }) => kind && lift > 0);
  return whole ? (lifts as EventLift[]) : undefined;
}
