import type { Clock } from './clock.ts';
import type { Control } from './control.ts';
import { ChatFault } from './fault.ts';
import type { RateRule } from './gcra.ts';
import { type Order, type Verdict, verdictOf } from './order.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { RecentSet } from './recent-set.ts';
import { may, type Right } from './rights.ts';
import type { RoomId } from './room-id.ts';
import type { Identity } from './visitor.ts';

export interface GuardRules {
  /** Sockets and event streams of one visitor at one process; `undefined` for no limit. */
  readonly socketsPerVisitor?: number | undefined;
  /** Rooms that one visitor may come into that they were not in lately; `undefined` for no limit. */
  readonly roomRate?: RateRule | undefined;
}

export interface GuardPorts {
  readonly control: Control;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly rules: GuardRules;
}

/** Somebody who was let in and can be sent away. */
interface Standing {
  identity: Identity;
  readonly refuse: (fault: ChatFault) => void;
}

/** What somebody holds who was let in. */
export interface Stay {
  /** Goes on with another token of the same visitor. @throws ChatFault `banned`, `token-invalid` */
  renew(identity: Identity): Promise<void>;
  leave(): void;
}

/** How many pairs of visitor and room are remembered, so that coming back is not coming anew. */
const RECENT_ROOMS = 20_000;

const FAULT_OF = { banned: 'banned', revoked: 'token-invalid' } as const satisfies Record<Verdict, string>;

/**
 * Decides at one process who may be in which room, and sends away whom an order ends: one order costs as much as its
 * visitor has sockets, or one look at every socket when it is about a single token.
 */
export class Guard {
  readonly #ports: GuardPorts;
  readonly #standing = new Map<string, Set<Standing>>();
  readonly #recent = new RecentSet(RECENT_ROOMS);
  readonly #unfollow: () => void;

  constructor(ports: GuardPorts) {
    this.#ports = ports;
    this.#unfollow = ports.control.follow((order) => this.#obey(order));
  }

  /** How many are in. */
  get size(): number {
    let size = 0;
    for (const standing of this.#standing.values()) size += standing.size;
    return size;
  }

  /** How many comings into rooms are remembered. */
  get remembered(): number {
    return this.#recent.size;
  }

  /**
   * Whether somebody may do something in a room now.
   *
   * @throws ChatFault `forbidden-room`, `forbidden`, `banned`, `token-invalid`, `too-many-rooms`, `unavailable`
   */
  async look(identity: Identity, room: RoomId, right: Right = 'read'): Promise<void> {
    if (!may(identity, right, room)) throw new ChatFault(right === 'read' ? 'forbidden-room' : 'forbidden');
    await this.judge(identity);
    const { roomRate } = this.#ports.rules;
    const coming = `${room} ${identity.visitor.id}`;
    if (roomRate === undefined || this.#recent.has(coming)) return;
    const taken = await this.#ports.limiter.take(`rooms:${identity.visitor.id}`, roomRate);
    if (!taken.allowed) throw new ChatFault('too-many-rooms', { retryAfterMs: taken.retryAfterMs });
    this.#recent.add(coming);
  }

  /** @throws ChatFault `banned`, `token-invalid`, `unavailable` */
  async judge(identity: Identity): Promise<void> {
    const verdict = await this.#ports.control.judge(identity);
    if (verdict) throw new ChatFault(FAULT_OF[verdict]);
  }

  /**
   * Lets somebody into a room. `refuse` is called at most once, when an order ends it.
   *
   * @throws ChatFault as `look`, and `too-many-sockets`
   */
  async enter(identity: Identity, room: RoomId, refuse: (fault: ChatFault) => void): Promise<Stay> {
    // Among those who are told before the question is asked: an order that comes in between is not missed.
    const stay = this.#stand({ identity, refuse });
    try {
      const most = this.#ports.rules.socketsPerVisitor ?? Infinity;
      if ((this.#standing.get(identity.visitor.id)?.size ?? 0) > most) throw new ChatFault('too-many-sockets');
      await this.look(identity, room);
      return stay;
    } catch (error) {
      stay.leave();
      throw error;
    }
  }

  /** Takes back somebody who was let in before this process slept. */
  restore(identity: Identity, refuse: (fault: ChatFault) => void): Stay {
    return this.#stand({ identity, refuse });
  }

  /** Sends nobody away any more. */
  close(): void {
    this.#unfollow();
    this.#standing.clear();
  }

  #stand(standing: Standing): Stay {
    const { id } = standing.identity.visitor;
    const all = this.#standing.get(id) ?? new Set();
    this.#standing.set(id, all.add(standing));
    return {
      renew: async (identity) => {
        standing.identity = identity;
        await this.judge(identity);
      },
      leave: () => {
        const present = this.#standing.get(id);
        if (present?.delete(standing) && present.size === 0) this.#standing.delete(id);
      },
    };
  }

  #obey(order: Order): void {
    const about = order.kind === 'revoke-token' ? [...this.#standing.keys()] : [order.visitorId];
    const now = this.#ports.clock.now();
    for (const id of about) {
      for (const { identity, refuse } of [...(this.#standing.get(id) ?? [])]) {
        const verdict = verdictOf(order, identity, now);
        if (verdict) refuse(new ChatFault(FAULT_OF[verdict]));
      }
    }
  }
}
