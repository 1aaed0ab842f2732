import type { EventLift } from '#forecast-lib';
import { type Occurrence, occurrencesOf } from './occurrences.ts';
import type { PlannedEvent } from './planned-event.ts';

/** Something that is happening. */
export interface ActiveEvent extends Occurrence {
  readonly event: PlannedEvent;
  /** How many times the usual it is planned to bring: what was learned, or what was believed. */
  readonly lift: number;
  /** How many events that was learned from; 0 where it is only believed. */
  readonly learnedFrom: number;
}

/**
 * What happens at a time, those that began first first.
 *
 * @param lifts what was learned of each kind of event, for the workload that is asked about
 * @param at epoch milliseconds
 * @param workload the one that is asked about; of all without it
 */
export function activeEvents(
  events: readonly PlannedEvent[],
  lifts: readonly EventLift[],
  at: number,
  workload?: string,
): readonly ActiveEvent[] {
  const found = events.flatMap((event) => {
    if (workload !== undefined && event.workloads !== null && !event.workloads.includes(workload)) return [];
    const learned = lifts.find(({ kind }) => kind === event.kind);
    const lift = learned?.lift ?? event.lift ?? 1;
    const range = { fromAt: at, toAt: at + 1 };
    return occurrencesOf(event, range, 1).map((one) => ({ ...one, event, lift, learnedFrom: learned?.events ?? 0 }));
  });
  return found.sort((one, other) => one.fromAt - other.fromAt);
}
