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
  readonly #last = new Map<string, Motion>();
  readonly #ephemera: Ephemera;

  constructor({ clock, show, publish }: RoomMotionsParts) {
    this.#ephemera = new Ephemera(clock, (ephemeral) => {
      show(ephemeral);
      // What came from elsewhere has no session here.
      if (ephemeral.except !== undefined) publish?.(ephemeral);
    });
  }

  /** Somebody here does something. */
  move(motion: Motion): void {
    const ephemeral = ephemeralOf(motion);
    if (!isStill(motion)) this.#last.set(ephemeral.key, motion);
    else if (!this.#last.delete(ephemeral.key)) return;
    this.tell(ephemeral);
  }

  tell(ephemeral: Ephemeral): void {
    this.#ephemera.add(ephemeral);
  }

  /** Somebody here went. */
  leave(session: string): void {
    for (const type of ['typing', 'cursor']) {
      const motion = this.#last.get(`${type} ${session}`);
      if (motion) this.move(stilled(motion));
    }
  }

  stop(): void {
    this.#ephemera.stop();
    this.#last.clear();
  }
}
