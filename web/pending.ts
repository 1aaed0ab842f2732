import type { Place } from '#chat';

/** Something that we said and that the room has not shown yet. */
export interface Pending {
  readonly id: string;
  readonly text: string;
  readonly place?: Place | undefined;
  /** Where it was written. What was meant for a moment on the canvas is not said later by itself. */
  readonly from: 'canvas' | 'chat';
  readonly writtenAt: number;
  /** When it was last on the wire, epoch milliseconds, if it ever was. */
  readonly sentAt?: number | undefined;
  /** `sent` once the log has it; a moment later its entry takes its place. `held` and `failed` wait for a person. */
  readonly status: 'waiting' | 'sent' | 'held' | 'failed';
  /** Why it failed, for a person. */
  readonly why?: string | undefined;
}

/** What was written on the canvas without a connection is said by itself for so long. Milliseconds. */
export const MOMENT_MS = 5_000;
/** How many can wait, those that wait for a person among them. */
export const MOST_PENDING = 50;

/** Something that we say: it waits at the end, and only once for each id. */
export function withPending(all: readonly Pending[], pending: Pending): readonly Pending[] {
  return [...without(all, pending.id), pending];
}

export function without(all: readonly Pending[], id: string): readonly Pending[] {
  return all.some((each) => each.id === id) ? all.filter((each) => each.id !== id) : all;
}

export function withChange(
  all: readonly Pending[],
  id: string,
  change: Partial<Pick<Pending, 'status' | 'why' | 'sentAt'>>,
): readonly Pending[] {
  return all.map((each) => (each.id === id ? { ...each, ...change } : each));
}

/** What a person has to decide about. */
export function undecided(all: readonly Pending[]): readonly Pending[] {
  return all.filter(({ status }) => status === 'held' || status === 'failed');
}

/** What was meant for a moment that is over. */
export function overdue(all: readonly Pending[], now: number): readonly Pending[] {
  return all.filter(
    ({ from, status, writtenAt }) => from === 'canvas' && status === 'waiting' && now - writtenAt >= MOMENT_MS,
  );
}
