import type { Clock } from './clock.ts';
import type { Entrant } from './entrant.ts';
import type { RateRule } from './gcra.ts';
import type { Meter } from './meter.ts';
import type { Motions } from './motions.ts';
import type { Position } from './position.ts';
import type { Presence } from './presence.ts';
import type { Retention, RoomLog } from './room-log.ts';

export interface RoomPorts {
  readonly log: RoomLog;
  readonly presence: Presence;
  /** Where the room has other processes that are shown what people do here. */
  readonly motions?: Motions | undefined;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Chance from 0 to 1, for waits; a seeded one makes a run that can be repeated. */
  readonly random?: (() => number) | undefined;
  readonly retention: Retention;
  /** How often one visitor may do something; the usual where it is not said. */
  readonly messageRate?: RateRule | undefined;
  /** The time between two frames of a busy room in milliseconds, by how many listen. */
  readonly shareWaitMs?: (listeners: number) => number;
  /**
   * Told which sessions do not have everything up to the room's head and wait for it: after a sleep they cannot be taken
   * back in with the others.
   */
  readonly noteBehind?: (sessions: readonly string[]) => void;
}

/** How somebody who was here before this room was started (an object that slept) is taken back in. */
export interface RoomPast {
  /** The position up to which everybody was served. */
  readonly from: Position;
  readonly entrants: readonly Entrant[];
}
