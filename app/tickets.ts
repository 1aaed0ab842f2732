import { ChatFault, type Clock, type Identity, type OnceStore } from '#chat';

/** Long enough to open a socket, too short to be found in a log and used. */
export const TICKET_MS = 30_000;
const PATTERN = /^[A-Za-z0-9-]{8,64}$/;

export interface Ticket {
  readonly ticket: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Tickets: what may stand in an address, where a token may not, because addresses end up in logs. Each lets in once, as
 * whoever it was given to.
 */
export class Tickets {
  readonly #store: OnceStore;
  readonly #clock: Clock;
  readonly #newId: () => string;

  /** `newId` MUST be hard to guess. */
  constructor(store: OnceStore, clock: Clock, newId: () => string) {
    this.#store = store;
    this.#clock = clock;
    this.#newId = newId;
  }

  /** @throws ChatFault `unavailable` */
  async give(identity: Identity): Promise<Ticket> {
    const ticket = this.#newId();
    await this.#store.put(`ticket:${ticket}`, JSON.stringify(identity), TICKET_MS);
    return { ticket, expiresAt: this.#clock.now() + TICKET_MS };
  }

  /** @throws ChatFault `bad-ticket`, `token-expired`, `unavailable` */
  async redeem(ticket: string): Promise<Identity> {
    const text = PATTERN.test(ticket) ? await this.#store.take(`ticket:${ticket}`) : undefined;
    if (text === undefined) throw new ChatFault('bad-ticket');
    const identity = JSON.parse(text) as Identity;
    if (identity.expiresAt <= this.#clock.now()) throw new ChatFault('token-expired');
    return identity;
  }
}
