import type { Clock } from './clock.ts';
import { Pacer } from './pacer.ts';

/** What only the newest of is worth telling, and what may be missed altogether: who types, where a cursor is. */
export interface Ephemeral {
  /** The frame, encoded once for everybody. */
  readonly frame: string;
  /** What it is about, `cursor ada`: a newer frame takes the place of an older one with the same key that waits. */
  readonly key: string;
  /** A session that is not told: the one that it comes from. */
  readonly except?: string | undefined;
}

/** How often a busy room tells what is ephemeral, in milliseconds: cursors seem to move smoothly at twenty a second. */
export const EPHEMERAL_MS = 50;
/** How many keys may wait in a room; past that the one that waits longest is dropped. */
const MOST_KEYS = 512;

/** What is ephemeral in one room: told at once when it is calm, otherwise the newest of each key when the wait is over. */
export class Ephemera {
  readonly #waiting = new Map<string, Ephemeral>();
  readonly #tell: (ephemeral: Ephemeral) => void;
  readonly #pacer: Pacer;

  constructor(clock: Clock, tell: (ephemeral: Ephemeral) => void) {
    this.#tell = tell;
    this.#pacer = new Pacer(
      clock,
      () => this.#flush(),
      () => EPHEMERAL_MS,
    );
  }

  add(ephemeral: Ephemeral): void {
    // Taken out first: a key that is told of again is as new as its frame.
    this.#waiting.delete(ephemeral.key);
    this.#waiting.set(ephemeral.key, ephemeral);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST_KEYS && oldest !== undefined) this.#waiting.delete(oldest);
    this.#pacer.soon();
  }

  stop(): void {
    this.#pacer.stop();
    this.#waiting.clear();
  }

  #flush(): void {
    const told = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const ephemeral of told) this.#tell(ephemeral);
  }
}
