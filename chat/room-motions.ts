import type { Clock } from './clock.ts';
import { Ephemera, type Ephemeral } from './ephemera.ts';
import { ephemeralOf, isStill, type Motion, stilled } from './motion.ts';

export interface RoomMotionsParts {
  readonly clock: Clock;
  /** Tells everybody here. */
  readonly show: (ephemeral: Ephemeral) => void;
  /** Tells the other processes of the room. */
  readonly publish: ((ephemeral: Ephemeral) => void) | undefined;
}

/**
 * What people in a room are doing, on its way to everybody. It ends when they go: nobody shall be seen typing who has
 * left. So of each session here the last one of each type is remembered.
 */
export class RoomMotions {
  readonly #parts: RoomMotionsParts;
  /** Both are made for the first who moves: most rooms are silent most of the time. */
  #last: Map<string, Motion> | undefined;
  #ephemera: Ephemera | undefined;

  constructor(parts: RoomMotionsParts) {
    this.#parts = parts;
  }

  /** Somebody here does something. */
  move(motion: Motion): void {
    const ephemeral = ephemeralOf(motion);
    this.#last ??= new Map();
    if (!isStill(motion)) this.#last.set(ephemeral.key, motion);
    else if (!this.#last.delete(ephemeral.key)) return;
    this.tell(ephemeral);
  }

  tell(ephemeral: Ephemeral): void {
    const { clock, show, publish } = this.#parts;
    this.#ephemera ??= new Ephemera(clock, (told) => {
      show(told);
      // What came from elsewhere has no session here.
      if (told.except !== undefined) publish?.(told);
    });
    this.#ephemera.add(ephemeral);
  }

  /** Somebody here went. */
  leave(session: string): void {
    if (this.#last === undefined) return;
    for (const type of ['typing', 'cursor']) {
      const motion = this.#last.get(`${type} ${session}`);
      if (motion) this.move(stilled(motion));
    }
  }

  stop(): void {
    this.#ephemera?.stop();
    this.#last = undefined;
  }
}
