import type { Clock, ServerFrame } from '#chat';
import type { Visit, VisitEvents } from './visit.ts';

type Welcome = Extract<ServerFrame, { type: 'welcome' }>;

export interface MoverParts {
  readonly clock: Clock;
  readonly open: (place: number, events: VisitEvents) => Visit;
}

/** A way to another place: where to, when, and what to do when somebody is let in there or is not. */
export interface Move {
  readonly place: number;
  readonly afterMs: number;
  readonly arrived: (visit: Visit, welcome: Welcome) => void;
  readonly failed: (code: number) => void;
}

/** How far a move is: the visit that is being opened, or the time at which one will be, in epoch milliseconds. */
export interface Begun {
  readonly place: number;
  readonly visit?: Visit;
  readonly at: number;
}

/**
 * Make before break: opens a visit elsewhere while the present one still serves, and hands it over with its welcome.
 * Until then nothing that is told there reaches anybody, so that one place alone is listened to at any time.
 */
export class Mover {
  readonly #parts: MoverParts;
  #begun: Begun | undefined;
  #cancelWait = () => {};

  constructor(parts: MoverParts) {
    this.#parts = parts;
  }

  /** Begins a move, in place of any other. */
  begin(move: Move): void {
    this.stop();
    const { clock } = this.#parts;
    const { place, afterMs } = move;
    this.#begun = { place, at: clock.now() + afterMs };
    this.#cancelWait = clock.after(afterMs, () => this.#go(move));
  }

  /** Gives away what was begun: whoever has lost the present place goes on with it. */
  takeOver(): Begun | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    this.#cancelWait();
    return begun;
  }

  stop(): void {
    this.takeOver()?.visit?.drop();
  }

  #go({ place, arrived, failed }: Move): void {
    const visit = this.#parts.open(place, {
      frame: (frame) => {
        if (frame.type !== 'welcome') return;
        this.takeOver();
        arrived(visit, frame);
      },
      gone: (code) => {
        this.takeOver();
        failed(code);
      },
    });
    this.#begun = { place, visit, at: this.#parts.clock.now() };
  }
}
