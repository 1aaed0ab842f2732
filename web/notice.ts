import type { Fault } from '#client';

/** Something that a person should know for a while. */
export interface Notice {
  readonly text: string;
  /** When it is over by itself, epoch milliseconds. */
  readonly until?: number | undefined;
  /** What can be done again then; the page counts the seconds. */
  readonly again?: string | undefined;
}

/** A notice that came and went with every message would only be read aloud again and again. */
const SHORTEST_MS = 1_500;
const PASSING_MS = 6_000;

/** What a place's complaint means for a person, at `now`. */
export function noticeOf({ code, message, retryAfterMs }: Fault, now: number): Notice {
  if (code === 'rate-limited' || code === 'too-insistent') {
    const until = now + Math.max(SHORTEST_MS, retryAfterMs ?? 0);
    return { text: 'You write faster than the room takes it', until, again: 'You can write again' };
  }
  if (code === 'muted' && retryAfterMs !== undefined) {
    return { text: 'A moderator has muted you here', until: now + retryAfterMs, again: 'You can write again' };
  }
  return { text: message, until: now + PASSING_MS };
}

/** Something that is over by itself. */
export function passing(text: string, now: number): Notice {
  return { text, until: now + PASSING_MS };
}

/**
 * How long until then, for a person.
 *
 * @example
 * untilText(12_400) // => '13 s'
 * untilText(150_000) // => '3 min'
 */
export function untilText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
