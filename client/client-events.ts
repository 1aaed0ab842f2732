import type { Cursor, Entry, Position, ServerFrame, Typing, Visitor } from '#chat';
import type { ClientError, Fault } from './client-error.ts';
import type { ClientState } from './client-state.ts';
import type { Receipt } from './outbox.ts';

type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

/** What a client tells, and with which arguments. */
export interface ClientEvents {
  state: [state: ClientState];
  /** Let into the room: who this is, who else is here. Once for each connection. */
  welcome: [welcome: FrameOf<'welcome'>];
  /** The next entry of the room: each once, in order, without a hole that no `gap` told of. */
  entry: [entry: Entry, position: Position];
  /** Some entries are missing here, and the reason in words; the next entry comes after `gap.from`. */
  gap: [gap: FrameOf<'gap'>];
  /** Somebody is typing, or gave it up. Of each session only the last counts; a `MotionView` keeps them. */
  typing: [typing: Typing];
  /** Where somebody points, or no longer points. */
  cursor: [cursor: Cursor];
  /** A message of ours, or what we did to one, is in the log. */
  sent: [receipt: Receipt];
  /** A message of ours, or what we wanted to do to one, was given up. */
  failed: [id: string, error: ClientError];
  /** Whatever a server complains about, also what is mended by waiting (`retryAfterMs`). */
  fault: [fault: Fault];
  /** Who is here now: as many as a server names, and how many there are. */
  members: [members: readonly Visitor[], count: number];
  /** The place asks us to come back, elsewhere if there is an elsewhere, after so many milliseconds. */
  reconnect: [afterMs: number];
  /** A new token was taken; epoch milliseconds until when it holds. */
  refreshed: [expiresAt: number];
}
