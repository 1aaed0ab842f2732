import { ChatFault } from './fault.ts';
import { LIMITS } from './limits.ts';
import { Room } from './room.ts';
import type { RoomId } from './room-id.ts';
import type { RoomPorts } from './room-ports.ts';

/** A way into rooms: `leave` must be called once for each `enter`. */
export interface RoomDoor {
  /** @throws ChatFault `unavailable`, `leaving` */
  enter(id: RoomId): Promise<{ readonly room: Room; readonly leave: () => void }>;
}

interface Kept {
  readonly room: Room;
  readonly started: Promise<void>;
  visitors: number;
  cancelStop: (() => void) | undefined;
}

/** How long a room that everybody left is kept, so that somebody who comes back finds it still warm. */
const LINGER_MS = LIMITS.returnMs + 1_000;

/** The rooms of one process: each is started by the first who comes and stopped some time after the last one left. */
export class RoomDirectory implements RoomDoor {
  readonly #ports: RoomPorts;
  readonly #kept = new Map<RoomId, Kept>();
  #closed = false;

  constructor(ports: RoomPorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#kept.size;
  }

  async enter(id: RoomId): Promise<{ room: Room; leave: () => void }> {
    if (this.#closed) throw new ChatFault('leaving');
    const kept = this.#kept.get(id) ?? this.#open(id);
    kept.visitors++;
    kept.cancelStop?.();
    kept.cancelStop = undefined;
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      if (--kept.visitors > 0 || this.#kept.get(id) !== kept) return;
      kept.cancelStop = this.#ports.clock.after(LINGER_MS, () => this.#drop(id, kept));
    };
    try {
      await kept.started;
    } catch (error) {
      leave();
      throw error;
    }
    return { room: kept.room, leave };
  }

  /** Stops every room; nobody is let in any more. */
  close(): void {
    this.#closed = true;
    for (const [id, kept] of this.#kept) {
      kept.cancelStop?.();
      this.#drop(id, kept);
    }
  }

  #open(id: RoomId): Kept {
    const room = new Room(id, this.#ports);
    const kept: Kept = { room, started: room.start(), visitors: 0, cancelStop: undefined };
    this.#kept.set(id, kept);
    this.#ports.meter.add('breakwater_rooms_active', 1);
    kept.started.catch(() => this.#drop(id, kept));
    return kept;
  }

  #drop(id: RoomId, kept: Kept): void {
    kept.room.stop();
    if (this.#kept.get(id) !== kept) return;
    this.#kept.delete(id);
    this.#ports.meter.add('breakwater_rooms_active', -1);
  }
}
