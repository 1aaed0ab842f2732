import type { Anteroom } from './anteroom.ts';
import type { Clock } from './clock.ts';
import { ChatFault } from './fault.ts';
import type { Guard, Stay } from './guard.ts';
import { LIMITS } from './limits.ts';
import { identityIn, may } from './rights.ts';
import type { RoomId } from './room-id.ts';
import type { Identity } from './visitor.ts';

/** The longest time that runtimes can wait (2^31 - 1 ms): a timer for longer fires at once. */
const MOST_WAIT_MS = 2_147_483_647;

export interface BadgePorts {
  readonly guard: Guard;
  /** Where those wait who have not said who they are. */
  readonly anteroom: Anteroom;
  readonly clock: Clock;
  /** Given by an owner that sleeps, who then calls `expire` at that time itself: a timer would keep it awake. */
  readonly wakeAt?: ((at: number) => void) | undefined;
}

/** How a badge ends a conversation. */
export interface BadgeEvents {
  /** Nobody said in time who they are, or too many others wait. */
  silent(): void;
  /** What was allowed is over: the token expired, or an order ended it. */
  over(fault: ChatFault): void;
}

/** Who a socket belongs to and until when: from silence, over a token and those that renew it, to the end. */
export class Badge {
  readonly #room: RoomId;
  readonly #ports: BadgePorts;
  readonly #events: BadgeEvents;
  #identity: Identity | undefined;
  #stay: Stay | undefined;
  #cancelSilence = () => {};
  #cancelExpiry = () => {};
  #ended = false;

  constructor(room: RoomId, ports: BadgePorts, events: BadgeEvents) {
    this.#room = room;
    this.#ports = ports;
    this.#events = events;
  }

  /** Who it is, as far as this room is concerned. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** @throws ChatFault `not-authenticated`, `token-expired` */
  known(): Identity {
    if (this.#identity === undefined) throw new ChatFault('not-authenticated');
    if (this.#ports.clock.now() >= this.#identity.expiresAt) throw new ChatFault('token-expired');
    return this.#identity;
  }

  awaitToken(): void {
    const { anteroom, clock } = this.#ports;
    const cancel = clock.after(LIMITS.authenticateMs, () => this.#events.silent());
    const leave = anteroom.enter(() => this.#events.silent());
    this.#cancelSilence = () => {
      cancel();
      leave();
    };
  }

  /** @throws ChatFault `forbidden-room`, `banned`, `token-invalid`, `too-many-sockets`, `too-many-rooms`, `unavailable` */
  async admit(identity: Identity): Promise<void> {
    this.#wear(identity);
    const stay = await this.#ports.guard.enter(identity, this.#room, (fault) => this.#events.over(fault));
    if (this.#ended) stay.leave();
    else this.#stay = stay;
  }

  /** Who was let in before the owner slept. */
  restore(identity: Identity): void {
    this.#stay = this.#ports.guard.restore(identity, (fault) => this.#events.over(fault));
    this.#wear(identity);
  }

  /** @throws ChatFault `token-invalid` for another visitor's token, `forbidden-room`, `banned`, `unavailable` */
  async renew(identity: Identity): Promise<void> {
    if (identity.visitor.id !== this.known().visitor.id) throw new ChatFault('token-invalid');
    if (!may(identity, 'read', this.#room)) throw new ChatFault('forbidden-room');
    await this.#stay?.renew(identity);
    if (!this.#ended) this.#wear(identity);
  }

  /** The token's time may be over. Safe to call at any time. */
  expire(): void {
    if (this.#ended || this.#identity === undefined) return;
    if (this.#ports.clock.now() < this.#identity.expiresAt) this.#awaitExpiry(this.#identity.expiresAt);
    else this.#events.over(new ChatFault('token-expired'));
  }

  end(): void {
    this.#ended = true;
    this.#cancelSilence();
    this.#cancelExpiry();
    this.#stay?.leave();
  }

  #wear(identity: Identity): void {
    this.#cancelSilence();
    this.#identity = identityIn(identity, this.#room);
    this.#awaitExpiry(identity.expiresAt);
  }

  #awaitExpiry(expiresAt: number): void {
    this.#cancelExpiry();
    const { clock, wakeAt } = this.#ports;
    if (wakeAt) wakeAt(expiresAt);
    else {
      const ms = Math.max(0, Math.min(expiresAt - clock.now(), MOST_WAIT_MS));
      this.#cancelExpiry = clock.after(ms, () => this.expire());
    }
  }
}
