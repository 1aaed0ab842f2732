import type { Clock } from './clock.ts';
import type { Control, OrderListener, OrderStore } from './control.ts';
import type { Order, Verdict } from './order.ts';
import { OrderBook } from './order-book.ts';
import type { Identity } from './visitor.ts';

/** Bans and revocations of one process; with a store they outlive it. */
export class ControlMemory implements Control {
  readonly #clock: Clock;
  readonly #store: OrderStore | undefined;
  readonly #book = new OrderBook();
  readonly #listeners = new Set<OrderListener>();

  constructor(clock: Clock, store?: OrderStore) {
    this.#clock = clock;
    this.#store = store;
    store?.sweep(clock.now());
    this.#book.replace(store?.all() ?? [], clock.now());
  }

  async give(order: Order): Promise<void> {
    this.giveNow(order);
  }

  /** The same at once. */
  giveNow(order: Order): void {
    const now = this.#clock.now();
    this.#store?.sweep(now);
    this.#store?.put(order);
    this.#book.take(order, now);
    for (const listener of [...this.#listeners]) listener(order);
  }

  async judge(identity: Identity): Promise<Verdict | undefined> {
    return this.#book.judge(identity, this.#clock.now());
  }

  follow(listener: OrderListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What holds now. */
  all(): Order[] {
    return this.#book.all(this.#clock.now());
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
