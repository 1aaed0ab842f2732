import { ChatFault, type Clock, type Meter } from '#chat';

/** Whether somebody who knocks is let in: `closed` to newcomers can be undone, `leaving` cannot. */
export type DoorState = 'open' | 'closed' | 'leaving';

export interface AdmissionRules {
  /** Sockets let in in a second; 0 for no bound. */
  readonly perSecond: number;
  /** Sockets at one time; 0 for no bound. */
  readonly most: number;
}

/** So much may come at once without waiting, and so long may somebody wait for their turn. Milliseconds. */
const BURST_MS = 100;
const WAIT_MS = 500;
/** Who is refused is told to come back after 1 s and up to so much more, so that they do not all come together. */
const SPREAD_MS = 4_000;

/**
 * When somebody who comes now has their turn, at an even pace: after `waitMs`, or not at all for now. `turnAt` is the turn of who
 * comes next; what it is after this one is `nextAt`.
 *
 * @example
 * turnOf(1_000, 0, 5_000) // => { waitMs: 0, nextAt: 5001 }
 * turnOf(1_000, 5_300, 5_000) // => { waitMs: 200, nextAt: 5301 }
 * turnOf(1_000, 5_900, 5_000) // => undefined
 */
export function turnOf(
  perSecond: number,
  turnAt: number,
  now: number,
): { readonly waitMs: number; readonly nextAt: number } | undefined {
  const at = Math.max(turnAt, now);
  const waitMs = Math.max(0, at - now - BURST_MS);
  return waitMs > WAIT_MS ? undefined : { waitMs, nextAt: at + 1_000 / perSecond };
}

/**
 * The door of a pod: whoever knocks waits for their turn or is refused, before anything dear is done for them. A storm
 * of reconnects so is let in at a pace at which those who are in notice nothing.
 */
export class Admission {
  state: DoorState = 'open';
  readonly #rules: AdmissionRules;
  readonly #ports: { readonly clock: Clock; readonly meter: Meter };
  #turnAt = 0;
  #waiting = 0;

  constructor(rules: AdmissionRules, ports: { readonly clock: Clock; readonly meter: Meter }) {
    this.#rules = rules;
    this.#ports = ports;
  }

  /**
   * Resolves when it is their turn. `here` is how many sockets are open.
   *
   * @throws ChatFault `leaving`, `crowded`, each with a time after which to come back
   */
  async enter(here: number): Promise<void> {
    const { perSecond, most } = this.#rules;
    this.checkOpen();
    if (most > 0 && here + this.#waiting >= most) throw this.#refusal('crowded', 'full');
    if (perSecond === 0) return;
    const turn = turnOf(perSecond, this.#turnAt, this.#ports.clock.now());
    if (turn === undefined) throw this.#refusal('crowded', 'pace');
    this.#turnAt = turn.nextAt;
    if (turn.waitMs === 0) return;
    this.#waiting++;
    await new Promise<void>((resolve) => this.#ports.clock.after(turn.waitMs, resolve));
    this.#waiting--;
    this.checkOpen();
  }

  /** For those who need no turn. @throws ChatFault `leaving` */
  checkOpen(): void {
    if (this.state !== 'open') throw this.#refusal('leaving', this.state);
  }

  #refusal(code: 'leaving' | 'crowded', reason: string): ChatFault {
    this.#ports.meter.add('breakwater_connections_refused_total', 1, { reason });
    return new ChatFault(code, { retryAfterMs: 1_000 + Math.floor(Math.random() * SPREAD_MS) });
  }
}
