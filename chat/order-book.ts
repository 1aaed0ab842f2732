import { LIMITS } from './limits.ts';
import { type Order, orderName, type Verdict, verdictOf } from './order.ts';
import type { Identity } from './visitor.ts';

/** The orders that hold. Asking costs three looks, however many there are. */
export class OrderBook {
  readonly #orders = new Map<string, Order>();
  readonly #most: number;

  constructor(most: number = LIMITS.orders) {
    this.#most = most;
  }

  get size(): number {
    return this.#orders.size;
  }

  /** Writes an order down, over an earlier one about the same. One that is over takes the earlier one away. */
  take(order: Order, now: number): void {
    const name = orderName(order);
    this.#orders.delete(name);
    if (order.untilAt <= now) return;
    if (this.#orders.size >= this.#most) this.#makeRoom(now);
    this.#orders.set(name, order);
  }

  /** Puts these in the place of everything. */
  replace(orders: readonly Order[], now: number): void {
    this.#orders.clear();
    for (const order of orders) this.take(order, now);
  }

  judge(identity: Identity, now: number): Verdict | undefined {
    const { visitor, tokenId } = identity;
    const names = [`ban:${visitor.id}`, `revoke-visitor:${visitor.id}`];
    if (tokenId !== undefined) names.push(`revoke-token:${tokenId}`);
    for (const name of names) {
      const order = this.#orders.get(name);
      const verdict = order && verdictOf(order, identity, now);
      if (verdict) return verdict;
    }
    return undefined;
  }

  /** What holds now. */
  all(now: number): Order[] {
    this.#sweep(now);
    return [...this.#orders.values()];
  }

  #sweep(now: number): void {
    for (const [name, order] of this.#orders) if (order.untilAt <= now) this.#orders.delete(name);
  }

  /** Forgets what is over, or else what would be over first: it does the least harm. */
  #makeRoom(now: number): void {
    this.#sweep(now);
    if (this.#orders.size < this.#most) return;
    let first: Order | undefined;
    for (const order of this.#orders.values()) if (order.untilAt < (first?.untilAt ?? Infinity)) first = order;
    if (first) this.#orders.delete(orderName(first));
  }
}
