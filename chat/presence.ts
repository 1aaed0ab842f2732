import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

export interface PresenceListener {
  joined(visitor: Visitor): void;
  left(visitorId: string): void;
}

/**
 * Who is in a room, over every process that shares the keeper's store. A visitor with several sessions is one member.
 *
 * - `join` and `leave` MUST be safe to repeat; `leave` of an unknown session does nothing.
 * - A listener MUST be told `joined` when a visitor's first session comes and `left` when the last one went, whichever
 *   process they are on, and MUST NOT be told either for sessions in between.
 * - The members of a process that died MUST disappear within one lease.
 * - The cost MUST grow with changes, not with members.
 * - `close` MUST take the members of this process out and end every loop, timer and connection.
 */
export interface Presence {
  join(room: RoomId, session: string, visitor: Visitor): Promise<void>;
  leave(room: RoomId, session: string): Promise<void>;
  members(room: RoomId): Promise<readonly Visitor[]>;
  /** Resolves with the members of now; every later change reaches the listener until `stop`. */
  follow(room: RoomId, listener: PresenceListener): Promise<{ members: readonly Visitor[]; stop: () => void }>;
  close(): Promise<void>;
}
