import { type Act, type Clock, LIMITS, type Message, type Position } from '#chat';
import { backoffMs } from './backoff.ts';
import { ClientError, type Fault } from './client-error.ts';
import { isFinal } from './refusal.ts';

/** Proof that a message is in the log. */
export interface Receipt {
  readonly id: string;
  readonly position: Position;
  readonly at: number;
}

/** A message that is not known to be in the log. */
export interface Unsent extends Message {
  /** When it was last put on the wire, epoch milliseconds, if it ever was. */
  readonly sentAt?: number | undefined;
}

export interface OutboxEvents {
  /** Puts it on the wire. */
  send(act: Act): void;
  sent(receipt: Receipt): void;
  failed(id: string, error: ClientError): void;
  /** No answer came in time, though the socket lives. */
  stuck(): void;
}

interface Waiting {
  readonly act: Act;
  sentAt: number | undefined;
  refusals: number;
  settle: (receipt: Receipt) => void;
  fail: (error: ClientError) => void;
  sent: Promise<Receipt>;
  /** Where it was seen in the log, if that was no proof. */
  seen?: Receipt;
}

/** How long the log may take to answer, in milliseconds. */
const ANSWER_MS = 20_000;
/** The shortest wait after a refusal that names none. */
const PAUSE_MS = 500;

/**
 * What we want to say and do and do not know to be in the log, oldest first. One act is on the wire at a time, so that
 * whatever is refused, lost or resent, one sender's messages stay in order; a room takes 100 a minute from a person, so
 * the round trips cost nothing that could be had.
 */
export class Outbox {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #events: OutboxEvents;
  #queue: Waiting[] = [];
  #open = false;
  #onWire: Waiting | undefined;
  #cancelTimer = () => {};

  constructor(limit: number, clock: Clock, random: () => number, events: OutboxEvents) {
    this.#limit = limit;
    this.#clock = clock;
    this.#random = random;
    this.#events = events;
  }

  /** The messages among it. */
  get list(): readonly Unsent[] {
    return this.#queue.flatMap(({ act, sentAt }) => {
      if (act.type !== 'say') return [];
      const { type: _type, ...message } = act;
      return [{ ...message, ...(sentAt !== undefined && { sentAt }) }];
    });
  }

  /** Resolves when it is in the log. An id that waits already is the same act. Rejects with `queue-full`. */
  add(act: Act, sentAt?: number): Promise<Receipt> {
    const known = this.#queue.find((waiting) => waiting.act.id === act.id);
    if (known) return known.sent;
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
    // Whoever listens to events alone must not be ended by a promise that nobody looks at.
    promise.catch(() => {});
    const waiting: Waiting = { act, sentAt, refusals: 0, settle: resolve, fail: reject, sent: promise };
    if (this.#queue.length < this.#limit) this.#queue.push(waiting);
    else this.#giveUp(waiting, new ClientError('queue-full'));
    this.#next();
    return promise;
  }

  /** The wire is there. `recovered`: every entry since the last connection was read, so what is not among them is not in. */
  open(recovered: boolean): void {
    this.#open = true;
    for (const waiting of this.#queue.filter((each) => this.#isForgotten(each))) {
      // Sent again, it could be said twice: the log has forgotten its id.
      if (waiting.seen) this.acknowledge(waiting.seen);
      else if (!recovered) this.#giveUp(waiting, new ClientError('uncertain'));
    }
    this.#next();
  }

  /** The wire is gone: whatever was on it will be sent again. */
  shut(): void {
    this.#open = false;
    this.#onWire = undefined;
    this.#cancelTimer();
  }

  acknowledge({ id, position, at }: Receipt): void {
    const waiting = this.#take(id);
    if (waiting === undefined) return;
    waiting.settle({ id, position, at });
    this.#events.sent({ id, position, at });
    this.#next();
  }

  /**
   * An entry of ours is the best receipt: it can come before the acknowledgement, and without it. Where entries are
   * `early`, shown before they are safe, it is none: the act is sent again until it is acknowledged.
   */
  notice({ id, at }: { readonly id: string; readonly at: number }, position: Position, early = false): void {
    const waiting = this.#queue.find(({ act }) => act.id === id);
    if (early && waiting) waiting.seen = { id, position, at };
    else this.acknowledge({ id, position, at });
  }

  #isForgotten({ sentAt }: Waiting): boolean {
    return sentAt !== undefined && sentAt < this.#clock.now() - LIMITS.dedupeMs + ANSWER_MS;
  }

  refuse(fault: Fault): void {
    const waiting = this.#queue.find(({ act }) => act.id === fault.id);
    if (waiting === undefined) return;
    waiting.refusals++;
    if (isFinal(fault.code, waiting.refusals)) {
      this.#giveUp(waiting, new ClientError('refused', fault));
      this.#next();
    } else if (waiting === this.#onWire) this.#sayLater(waiting, fault.retryAfterMs);
  }

  /** Takes a message back that waits; whether it could be. One that was on the wire may be in the log all the same. */
  takeBack(id: string): boolean {
    const waiting = this.#queue.find(({ act }) => act.id === id);
    if (waiting === undefined) return false;
    this.#giveUp(waiting, new ClientError('taken-back'));
    this.#next();
    return true;
  }

  /** Ends the waiting. What was not sent stays in the list, for another client. */
  close(): void {
    this.shut();
    for (const { fail } of this.#queue) fail(new ClientError('closed'));
  }

  #next(): void {
    const waiting = this.#queue[0];
    if (!this.#open || this.#onWire !== undefined || waiting === undefined) return;
    this.#onWire = waiting;
    waiting.sentAt = this.#clock.now();
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ANSWER_MS, () => this.#events.stuck());
    this.#events.send(waiting.act);
  }

  #sayLater(waiting: Waiting, retryAfterMs: number | undefined): void {
    const pauseMs = retryAfterMs ?? Math.max(PAUSE_MS, backoffMs(waiting.refusals, this.#random()));
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(pauseMs, () => {
      this.#onWire = undefined;
      this.#next();
    });
  }

  #take(id: string): Waiting | undefined {
    const index = this.#queue.findIndex(({ act }) => act.id === id);
    const [waiting] = index < 0 ? [] : this.#queue.splice(index, 1);
    if (waiting !== undefined && waiting === this.#onWire) {
      this.#onWire = undefined;
      this.#cancelTimer();
    }
    return waiting;
  }

  #giveUp(waiting: Waiting, error: ClientError): void {
    this.#take(waiting.act.id);
    waiting.fail(error);
    this.#events.failed(waiting.act.id, error);
  }
}
