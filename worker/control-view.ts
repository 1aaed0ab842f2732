import {
  ChatFault,
  type Control,
  type Identity,
  type OnceStore,
  type Order,
  OrderBook,
  type OrderListener,
  type Verdict,
} from '#chat';
import { takeAnswer } from './answer.ts';
import { CONTROL_NAME, type ControlObject } from './control-object.ts';
import type { Env } from './env.ts';
import type { OrdersSince } from './order-news.ts';

/** What is known is believed for so long, in milliseconds: half of the second in which an order must hold. */
const FRESH_MS = 500;

/**
 * Bans and revocations as an isolate or a room's object knows them: asked from the control object when what is known is
 * half a second old. It holds values only, so all requests of an isolate share it.
 */
export class ControlView implements Control {
  readonly #env: Env;
  readonly #before: () => Promise<void>;
  readonly #book = new OrderBook();
  readonly #listeners = new Set<OrderListener>();
  #version = '';
  #askedAt = Number.NEGATIVE_INFINITY;

  /** `before` runs before anybody is judged. */
  constructor(env: Env, before: () => Promise<void> = async () => {}) {
    this.#env = env;
    this.#before = before;
  }

  async give(order: Order): Promise<void> {
    await takeAnswer<void>(controlOf(this.#env).give(order));
    this.tell([order]);
  }

  async judge(identity: Identity): Promise<Verdict | undefined> {
    await this.#before();
    await this.#refresh();
    return this.#book.judge(identity, Date.now());
  }

  follow(listener: OrderListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the control object says of itself. */
  tell(orders: readonly Order[]): void {
    for (const order of orders) {
      this.#book.take(order, Date.now());
      for (const listener of [...this.#listeners]) listener(order);
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  async #refresh(): Promise<void> {
    const now = Date.now();
    if (now - this.#askedAt < FRESH_MS) return;
    try {
      const { version, whole, orders } = await takeAnswer<OrdersSince>(controlOf(this.#env).since(this.#version));
      if (whole) this.#book.replace(orders, now);
      else for (const order of orders) this.#book.take(order, now);
      this.#version = version;
      this.#askedAt = now;
    } catch (error) {
      // Who knew something goes on with it; who never knew anything lets nobody in.
      if (this.#version === '' || !(error instanceof ChatFault)) throw error;
    }
  }
}

/** Tickets, kept by the control object. */
export class OnceStoreObject implements OnceStore {
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  put(key: string, text: string, ms: number): Promise<void> {
    return takeAnswer<void>(controlOf(this.#env).put(key, text, ms));
  }

  take(key: string): Promise<string | undefined> {
    return takeAnswer<string | undefined>(controlOf(this.#env).take(key));
  }
}

/** A stub belongs to the request that made it, so each call has its own. */
function controlOf(env: Env): DurableObjectStub<ControlObject> {
  return env.CONTROL.getByName(CONTROL_NAME);
}
