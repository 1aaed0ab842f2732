import type { OrderStore } from './control.ts';
import { type Order, orderName, parseOrder } from './order.ts';
import type { SqlDriver } from './sql-driver.ts';

/** Orders in SQLite, beside the rooms: a Durable Object's or Node's. */
export class OrderStoreSqlite implements OrderStore {
  readonly #driver: SqlDriver;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
    driver.rows(
      'CREATE TABLE IF NOT EXISTS orders (name TEXT PRIMARY KEY, until_at INTEGER NOT NULL, json TEXT NOT NULL)',
    );
  }

  all(): readonly Order[] {
    const rows = this.#driver.rows('SELECT json FROM orders');
    return rows.map(({ json }) => parseOrder(String(json))).filter((order) => order !== undefined);
  }

  put(order: Order): void {
    const values = [orderName(order), Math.ceil(order.untilAt), JSON.stringify(order)];
    this.#driver.rows('INSERT OR REPLACE INTO orders (name, until_at, json) VALUES (?, ?, ?)', ...values);
  }

  sweep(now: number): void {
    this.#driver.rows('DELETE FROM orders WHERE until_at <= ?', Math.floor(now));
  }
}
