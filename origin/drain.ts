import type { Clock } from '#chat';

/** How a pod's clients are sent away. Times in milliseconds. */
export interface Farewell {
  /** So many are asked to move in a second, so that the other places are not all asked at once. */
  readonly perSecond: number;
  /** Within this time everybody was asked, whatever that makes of `perSecond`. */
  readonly withinMs: number;
  /** How long who was asked may take to go before they are closed. */
  readonly lingerMs: number;
  /** How long they may take to answer the close before their sockets are destroyed. */
  readonly waitMs: number;
  /** The pause between two steps. */
  readonly stepMs: number;
}

/** Whatever comes, the last one is gone after 18.5 s: Kubernetes gives 30 s unless it is told otherwise. */
export const FAREWELL: Farewell = {
  perSecond: 200,
  withinMs: 12_000,
  lingerMs: 3_000,
  waitMs: 3_000,
  stepMs: 250,
};

/** Somebody who can be sent away. */
export interface Leaver {
  /** Asks them to come back elsewhere after so long. */
  askToMove(afterMs: number): void;
  /** Closes, as a restart. */
  dismiss(): void;
  terminate(): void;
}

/**
 * How many of so many are asked in each step.
 *
 * @example
 * stepSize(2_000, FAREWELL) // => 50
 * stepSize(24_000, FAREWELL) // => 500
 */
export function stepSize(count: number, { perSecond, withinMs, stepMs }: Farewell): number {
  return Math.max(1, Math.ceil((perSecond * stepMs) / 1_000), Math.ceil((count * stepMs) / withinMs));
}

/** Sends everybody away at a pace: each is asked to move, later closed, later destroyed. */
export class Drain {
  readonly #people: () => Iterable<Leaver>;
  readonly #farewell: Farewell;
  readonly #clock: Clock;
  readonly #size: number;
  /** When who was asked, or was closed, is done with next. */
  readonly #due = new Map<Leaver, { readonly at: number; readonly closed: boolean }>();
  readonly #done = Promise.withResolvers<void>();
  #cancel = () => {};

  /** Begins at once. `people` are those who are here now, with whoever comes in still; `count` is how many there are. */
  constructor(people: () => Iterable<Leaver>, count: number, farewell: Farewell, clock: Clock) {
    this.#people = people;
    this.#farewell = farewell;
    this.#clock = clock;
    this.#size = stepSize(count, farewell);
    this.#step();
  }

  /** Resolves when nobody is here any more, or it was stopped. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Asks and closes nobody any more. */
  stop(): void {
    this.#cancel();
    this.#done.resolve();
  }

  /** Somebody is gone. */
  gone(leaver: Leaver): void {
    this.#due.delete(leaver);
    const [anybody] = this.#people();
    if (anybody === undefined) this.stop();
  }

  #step(): void {
    const now = this.#clock.now();
    const { stepMs } = this.#farewell;
    let asked = 0;
    for (const leaver of [...this.#people()]) {
      const due = this.#due.get(leaver);
      if (due === undefined) {
        if (asked++ < this.#size) this.#ask(leaver, now);
      } else if (now >= due.at) this.#end(leaver, due.closed, now);
    }
    // Some go while they are asked.
    const [anybody] = this.#people();
    if (anybody === undefined) this.stop();
    else this.#cancel = this.#clock.after(stepMs, () => this.#step());
  }

  #ask(leaver: Leaver, now: number): void {
    const { stepMs, lingerMs } = this.#farewell;
    const afterMs = Math.floor(Math.random() * stepMs);
    this.#due.set(leaver, { at: now + afterMs + lingerMs, closed: false });
    leaver.askToMove(afterMs);
  }

  #end(leaver: Leaver, closed: boolean, now: number): void {
    this.#due.set(leaver, { at: now + this.#farewell.waitMs, closed: true });
    if (closed) leaver.terminate();
    else leaver.dismiss();
  }
}
