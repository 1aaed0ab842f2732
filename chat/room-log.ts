import type { Batch, SealedEntry } from './entry.ts';
import type { Gap } from './gap.ts';
import type { RateRule } from './gcra.ts';
import type { Draft } from './message.ts';
import type { Position } from './position.ts';
import type { RoomId } from './room-id.ts';

/** How much of a room is kept: whichever is less. */
export interface Retention {
  readonly entries: number;
  readonly seconds: number;
}

export type Appended =
  | { readonly outcome: 'appended' | 'duplicate'; readonly position: Position; readonly at: number }
  /** Too many lately, or muted by a moderator. */
  | { readonly outcome: 'refused'; readonly retryAfterMs: number; readonly muted?: true | undefined };

export interface LogQuery {
  /** Read what comes after this position. Without it, the newest entries. */
  readonly after?: Position | undefined;
  readonly limit: number;
  /** Say who is muted too, where that is no question of its own. */
  readonly mutes?: boolean | undefined;
}

/** A piece of a log. With `gap`, the entries are the newest ones, as without a position. */
export interface LogSlice {
  readonly epoch: string;
  /** The newest offset of the log, 0 when it has none yet. */
  readonly head: number;
  /** Dense and in order. */
  readonly entries: readonly SealedEntry[];
  readonly gap?: Gap | undefined;
  /** Who is muted, if that was asked and could be said. */
  readonly mutes?: readonly Mute[] | undefined;
}

export interface Mute {
  readonly visitorId: string;
  readonly until: number;
}

export interface LogListener {
  /** New entries, in order. May repeat what was read before; holes are healed by reading. */
  entries(batch: Batch): void;
  /** Entries may have been missed: read from the last position on. */
  lost(): void;
}

/**
 * A room's append-only log.
 *
 * - `append` MUST give each entry of a room the next offset (1, 2, 3 …), also when processes race.
 * - `append` MUST answer only after the entry can be read; whatever it cannot promise it throws as `unavailable`.
 * - A second `append` with the same room, visitor and id within `LIMITS.dedupeMs` MUST add nothing, MUST answer
 *   `duplicate` with the first one's position, and MUST NOT count against the rate.
 * - An append that its rate refuses MUST add nothing.
 * - After an append that mutes a visitor, theirs MUST add nothing and MUST be refused as `muted`, before their rate is
 *   asked, until the mute is over or ended; unless the draft is silent. A mute MUST outlast the entry that told of it.
 * - `read` MUST return entries dense and in order from `after` on, or a gap that says why it cannot; never both a part
 *   and silence. A position of another epoch, ahead of the head, or before what is kept is a gap.
 * - When the store was lost or went back, the epoch MUST change before another entry is handed out.
 * - After `follow` resolved, every later entry MUST reach the listener, or `lost` MUST be called.
 * - `close` MUST end every loop, timer and connection that the keeper opened.
 *
 * @throws ChatFault `unavailable` from any method when the store cannot be reached; within two seconds
 */
export interface RoomLog {
  append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended>;
  read(room: RoomId, query: LogQuery): Promise<LogSlice>;
  /** Who is muted, and until when in epoch milliseconds by the log's clock. */
  mutes(room: RoomId): Promise<readonly Mute[]>;
  follow(room: RoomId, listener: LogListener): Promise<() => void>;
  close(): Promise<void>;
}
