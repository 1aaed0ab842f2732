import type { Clock, Meter } from '#chat';
import { shedOf } from './rebalance.ts';

/** How often a pod compares itself with the others, and how long it counts without being heard of. Milliseconds. */
export const ROUND_MS = 10_000;
const LEASE_ROUNDS = 2.5;
/** Of a round, how much those who are asked may take to go, so that they are gone when it is next looked. */
const SPREAD = 0.8;

export interface RebalancerParts {
  readonly process: string;
  readonly board: { tell(process: string, load: number | undefined, leaseMs: number): Promise<readonly number[]> };
  /** How many sockets are here; `undefined` while nobody is let in. */
  readonly load: () => number | undefined;
  /** Asks so many to come back elsewhere within this time. */
  readonly invite: (count: number, spreadMs: number) => void;
  /** False tells the others how crowded it is here, and asks nobody to move. */
  readonly sheds: boolean;
  readonly roundMs: number;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** Tells the others how crowded it is here, and sends a few elsewhere while it is more so than there. */
export class Rebalancer {
  readonly #parts: RebalancerParts;
  #shedding = false;
  #stopped = false;
  #cancel = () => {};
  #round: Promise<void>;

  /** Begins at once: newcomers are to be seen. */
  constructor(parts: RebalancerParts) {
    this.#parts = parts;
    this.#round = this.#turn();
  }

  /** Is counted no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#round;
    await this.#tell(undefined);
  }

  async #turn(): Promise<void> {
    const { load, invite, sheds, roundMs, clock } = this.#parts;
    const own = load();
    const others = await this.#tell(own);
    const { shed, shedding } = shedOf(own ?? 0, others ?? [], this.#shedding);
    this.#shedding = shedding;
    if (this.#stopped) return;
    if (sheds && shed > 0) invite(shed, roundMs * SPREAD);
    // Not all pods in one moment.
    const pauseMs = roundMs * (0.9 + Math.random() * 0.2);
    this.#cancel = clock.after(pauseMs, () => {
      this.#round = this.#turn();
    });
  }

  /** `undefined` when the board cannot be reached: then nobody is asked to move. */
  async #tell(load: number | undefined): Promise<readonly number[] | undefined> {
    const { board, process, roundMs, meter } = this.#parts;
    try {
      return await board.tell(process, load, Math.round(roundMs * LEASE_ROUNDS));
    } catch {
      meter.add('breakwater_log_errors_total', 1, { operation: 'loads' });
      return undefined;
    }
  }
}
