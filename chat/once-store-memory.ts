import type { Clock } from './clock.ts';
import type { OnceStore } from './once-store.ts';

/** Texts kept at one time; past that the oldest is forgotten. */
const MOST = 10_000;

/** Texts for one taker, in this process alone. */
export class OnceStoreMemory implements OnceStore {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly text: string; readonly untilAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#kept.size;
  }

  async put(key: string, text: string, ms: number): Promise<void> {
    const now = this.#clock.now();
    for (const [kept, { untilAt }] of this.#kept) {
      // In the order in which they came, and mostly for the same time: what follows is younger.
      if (untilAt > now && this.#kept.size < MOST) break;
      this.#kept.delete(kept);
    }
    this.#kept.set(key, { text, untilAt: now + ms });
  }

  async take(key: string): Promise<string | undefined> {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept && kept.untilAt > this.#clock.now() ? kept.text : undefined;
  }
}
