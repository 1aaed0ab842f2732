import type { EventReading } from '#app';
import type { Clock } from '#chat';
import type { Admission } from './admission.ts';
import { Drain, FAREWELL, type Farewell, type Leaver } from './drain.ts';

/** Everybody who reads a room as events here, so that they are sent away at a pace as those with sockets are. */
export class EventReaders {
  readonly #admission: Admission;
  readonly #farewell: Farewell;
  readonly #clock: Clock;
  readonly #here = new Set<Leaver>();
  #drain: Drain | undefined;

  constructor(admission: Admission, clock: Clock, farewell: Farewell = FAREWELL) {
    this.#admission = admission;
    this.#clock = clock;
    this.#farewell = farewell;
  }

  /** Takes note of one; the function that it returns forgets them. @throws ChatFault `leaving` */
  enter(reading: EventReading): () => void {
    this.#admission.checkOpen();
    const end = (afterMs: number) => reading.sendAway(afterMs);
    const leaver: Leaver = { askToMove: end, dismiss: () => end(0), terminate: () => end(0) };
    this.#here.add(leaver);
    return () => {
      this.#here.delete(leaver);
      this.#drain?.gone(leaver);
    };
  }

  /** Ends everybody's stream, each with the time after which to come back. Resolves in bounded time. */
  drain(): Promise<void> {
    this.#drain ??= new Drain(() => this.#here, this.#here.size, this.#farewell, this.#clock);
    return this.#drain.done;
  }

  /** Calls `drain` off. */
  stay(): void {
    this.#drain?.stop();
    this.#drain = undefined;
  }
}
