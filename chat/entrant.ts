import type { Delivery } from './delivery.ts';
import type { Gap } from './gap.ts';
import type { Position } from './position.ts';
import type { Visitor } from './visitor.ts';

/** What somebody is told when a room lets them in; entries and, where something is missing, a gap follow. */
export interface Welcome {
  readonly from: Position;
  readonly head: Position;
  readonly recovered: boolean;
  /** Those who are named of them, as a list in JSON. */
  readonly membersJson: string;
  readonly memberCount: number;
  /** Until when they may only read, epoch milliseconds, if a moderator muted them. */
  readonly mutedUntil?: number;
}

/** Somebody who listens to a room. None of these MUST throw or wait. */
export interface Listener {
  /**
   * Takes what is next; whether it did. Who takes no more MUST have taken nothing of it, and is asked again from the
   * same position after `whenReady`.
   */
  entries(delivery: Delivery): boolean;
  /** Calls `task` once, later and never within this call, when there is room again; MUST be gone if that never comes. */
  whenReady(task: () => void): void;
  gap(gap: Gap): void;
  /** A frame about others in the room, encoded once for everybody. `key` says what it is about, `cursor ada`. */
  notice(frame: string, key: string): void;
  /** A moderator wants them to go. */
  sentOut?(): void;
}

/** Somebody at a room's door. */
export interface Entrant {
  readonly session: string;
  /** Who the others see come in; a reader over SSE is nobody. */
  readonly visitor?: Visitor | undefined;
  readonly listener: Listener;
  /** The last position that they have. */
  readonly after?: Position | undefined;
  /** Called once, before the first entry. */
  welcome(welcome: Welcome): void;
}
