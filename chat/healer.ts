import type { Clock } from './clock.ts';
import type { Meter } from './meter.ts';

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 5_000;

export interface HealerPorts {
  readonly clock: Clock;
  readonly meter: Meter;
  /** Chance from 0 to 1, for waits. */
  readonly random?: (() => number) | undefined;
}

/**
 * Runs one round of healing after the other until nothing is left to heal: never two at once; whoever asks during a
 * round gets another one after it, because the one under way may have looked before; a round that failed is tried again
 * later, with backoff.
 */
export class Healer {
  readonly #round: () => Promise<boolean>;
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #random: () => number;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  #begun = false;
  #stopped = false;

  /** `round` resolves with whether there may be more to do. */
  constructor(round: () => Promise<boolean>, { clock, meter, random = Math.random }: HealerPorts) {
    this.#round = round;
    this.#clock = clock;
    this.#meter = meter;
    this.#random = random;
  }

  /** From here on there is something to heal; what was asked for before is done now. */
  begin(): void {
    this.#begun = true;
    if (this.#again) this.soon();
  }

  /** Asks for a round and does not wait; it is repeated until it succeeds. */
  soon(): void {
    this.#again = true;
    if (this.#begun && !this.#stopped) this.#run().catch(() => this.#retryLater());
  }

  /** Waits until a round that began after this call is done, and everything with it. Rejects when it failed. */
  afresh(): Promise<void> {
    this.#again = true;
    return this.#run();
  }

  /** No round begins any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
  }

  #run(): Promise<void> {
    this.#running ??= Promise.resolve().then(() => this.#rounds());
    return this.#running;
  }

  async #rounds(): Promise<void> {
    this.#meter.add('breakwater_heals_total');
    try {
      for (let more = true; more && !this.#stopped; ) {
        this.#again = false;
        more = (await this.#round()) || this.#again;
      }
      this.#failures = 0;
    } finally {
      // Here, and not by whoever waits: what is asked for from now on would find nobody to do it.
      this.#running = undefined;
    }
  }

  /** One retry waits, however many asked. */
  #retryLater(): void {
    if (this.#stopped || this.#cancelRetry) return;
    this.#meter.add('breakwater_log_errors_total', 1, { operation: 'heal' });
    const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(10, this.#failures++));
    this.#cancelRetry = this.#clock.after(waitMs * (0.5 + this.#random() / 2), () => {
      this.#cancelRetry = undefined;
      this.soon();
    });
  }
}
