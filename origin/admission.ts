import { ChatFault, type Clock, type Meter } from '#chat';

/** Whether somebody who knocks is let in: `closed` to newcomers can be undone, `leaving` cannot. */
export type DoorState = 'open' | 'closed' | 'leaving';

export interface AdmissionRules {
  /** Sockets let in in a second; 0 for no bound. */
  readonly perSecond: number;
  /** Sockets at one time; 0 for no bound. */
  readonly most: number;
}

/** Why somebody is not let in, and after how many milliseconds to come back. A value: 10,000 come at once, and a stack trace is dear. */
export interface Refusal {
  readonly code: 'leaving' | 'crowded';
  readonly retryAfterMs: number;
}

/** So much may come at once beyond the pace, and so long may somebody wait for their turn. Milliseconds. */
const BURST_MS = 100;
const WAIT_MS = 500;
/** Who could not be let in for so long after all, because this process had too little of its machine, is refused. */
const GIVE_UP_MS = WAIT_MS + BURST_MS;
/** Who is refused is told to come back after 1 s and up to so much more, so that they do not all come together. */
const SPREAD_MS = 4_000;
/**
 * How often some of those who wait are let in, which is never more than once in a turn of the event loop, and at least how many
 * then. Who is let in costs as much as eight who are refused, and in each turn only so many of the connections are taken that the
 * system keeps for us. When all whose time had come were let in together, a turn that was late let in the more and was later
 * still (0.1 to 1.2 s), while thousands stood outside unheard, and 2,700 were let in within a second.
 */
const TICK_MS = 1;
const AT_ONCE = 12;
/** How much of the pace a late turn makes up for, so that the next is not as late. */
const MADE_UP = 0.25;

/**
 * How many may be let in when so many might be `elapsedMs` ago. A process that stood still does not make up for it.
 *
 * @example
 * allowanceOf(1_000, 0, 20) // => 20
 * allowanceOf(1_000, 50, 5_000) // => 101
 */
export function allowanceOf(perSecond: number, before: number, elapsedMs: number): number {
  const most = 1 + (perSecond * BURST_MS) / 1_000;
  return Math.min(most, before + (perSecond * Math.max(0, elapsedMs)) / 1_000);
}

interface Waiting {
  readonly since: number;
  readonly answer: (refusal: Refusal | undefined) => void;
}

/**
 * The door of a pod: whoever knocks waits for their turn or is refused, before anything dear is done for them. A storm
 * of reconnects so is let in at a pace at which those who are in notice nothing, and those outside soon hear what to do.
 */
export class Admission {
  state: DoorState = 'open';
  readonly #rules: AdmissionRules;
  readonly #ports: { readonly clock: Clock; readonly meter: Meter };
  readonly #line: Waiting[] = [];
  #allowance = Number.POSITIVE_INFINITY;
  #allowedAt = 0;
  /** How many may still be let in in this turn, as far as its length is concerned. */
  #room = AT_ONCE;
  #tickAt: number | undefined;

  constructor(rules: AdmissionRules, ports: { readonly clock: Clock; readonly meter: Meter }) {
    this.#rules = rules;
    this.#ports = ports;
  }

  /**
   * Lets them in at once, lets them wait until it is their turn, or tells why not. `here` is how many sockets are open. Who is
   * let in or refused at once is so within the call.
   */
  enter(here: number): Refusal | undefined | Promise<Refusal | undefined> {
    const { perSecond, most } = this.#rules;
    if (this.state !== 'open') return this.#refusal('leaving', this.state);
    if (most > 0 && here + this.#line.length >= most) return this.#refusal('crowded', 'full');
    if (perSecond === 0) return undefined;
    const now = this.#ports.clock.now();
    this.#allow(now);
    if (this.#line.length === 0 && this.#takeTurn()) return undefined;
    if (this.#line.length >= this.#allowance + (perSecond * WAIT_MS) / 1_000) return this.#refusal('crowded', 'pace');
    return new Promise((answer) => {
      this.#line.push({ since: now, answer });
      this.#tickSoon();
    });
  }

  /** For those who need no turn. @throws ChatFault `leaving` */
  checkOpen(): void {
    if (this.state === 'open') return;
    const { code, retryAfterMs } = this.#refusal('leaving', this.state);
    throw new ChatFault(code, { retryAfterMs });
  }

  #allow(now: number): void {
    this.#allowance = allowanceOf(this.#rules.perSecond, this.#allowance, now - this.#allowedAt);
    this.#allowedAt = now;
  }

  #takeTurn(): boolean {
    if (this.#allowance < 1 || this.#room < 1) return false;
    this.#allowance--;
    this.#room--;
    this.#tickSoon();
    return true;
  }

  #tickSoon(): void {
    if (this.#tickAt !== undefined) return;
    this.#tickAt = this.#ports.clock.now();
    this.#ports.clock.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#ports.clock.now();
    this.#allow(now);
    const lateMs = now - (this.#tickAt ?? now);
    this.#tickAt = undefined;
    this.#room = Math.max(AT_ONCE, (this.#rules.perSecond * Math.max(2 * TICK_MS, MADE_UP * lateMs)) / 1_000);
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      const refusal = this.#refusalOf(first, now);
      if (refusal === undefined && !this.#takeTurn()) break;
      this.#line.shift();
      first.answer(refusal);
    }
    if (this.#line.length > 0) this.#tickSoon();
  }

  #refusalOf({ since }: Waiting, now: number): Refusal | undefined {
    if (this.state !== 'open') return this.#refusal('leaving', this.state);
    return now - since > GIVE_UP_MS ? this.#refusal('crowded', 'pace') : undefined;
  }

  #refusal(code: 'leaving' | 'crowded', reason: string): Refusal {
    this.#ports.meter.add('breakwater_connections_refused_total', 1, { reason });
    return { code, retryAfterMs: 1_000 + Math.floor(Math.random() * SPREAD_MS) };
  }
}
