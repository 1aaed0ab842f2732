import type { Order, Verdict } from './order.ts';
import type { Identity } from './visitor.ts';

/** Somebody who has to act on orders. MUST NOT throw or wait. */
export type OrderListener = (order: Order) => void;

/**
 * Bans and revocations, over every process that shares the keeper's store.
 *
 * - An order that was taken MUST be remembered until its `untilAt`, over restarts as far as the store outlives them.
 * - Within one second of an order being taken, `judge` MUST know it and every listener MUST have been told, in every
 *   process that can reach the store. A process that could not MUST tell its listeners once it can again.
 * - A listener MAY be told an order twice.
 * - `judge` MUST NOT let anybody pass before the orders were read at all: it is `unavailable` until then. Later, while
 *   the store is away, it MUST go on with what it knows.
 *
 * @throws ChatFault `unavailable`
 */
export interface Control {
  /** Resolves when the order is remembered. */
  give(order: Order): Promise<void>;
  judge(identity: Identity): Promise<Verdict | undefined>;
  /** Tells every order from now on; returns what ends that. */
  follow(listener: OrderListener): () => void;
  close(): Promise<void>;
}

/** Where one process keeps orders over a restart. */
export interface OrderStore {
  all(): readonly Order[];
  /** Replaces the order of the same name. */
  put(order: Order): void;
  /** Forgets what was over at a time. */
  sweep(now: number): void;
}
