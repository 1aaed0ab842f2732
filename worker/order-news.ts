import type { Order } from '#chat';

/** What somebody is told who knew everything up to a version. */
export interface OrdersSince {
  readonly version: string;
  /** Whether these are all that hold, in the place of what was known. */
  readonly whole: boolean;
  readonly orders: readonly Order[];
}

/** Past so many news, whoever asks after an older version is told everything. */
const MOST = 1_000;

/** Orders in the sequence in which they came, for those who ask what is new. A version is good for one life of it. */
export class OrderNews {
  #life = crypto.randomUUID();
  #orders: Order[] = [];
  #forgotten = 0;

  add(order: Order): void {
    this.#orders.push(order);
    if (this.#orders.length <= MOST) return;
    this.#orders.shift();
    this.#forgotten++;
  }

  /** `all` is what holds now. */
  since(version: string, all: readonly Order[]): OrdersSince {
    const count = this.#forgotten + this.#orders.length;
    const now = `${this.#life}:${count}`;
    const [life, known] = version.split(':');
    const missed = count - Number(known);
    if (life !== this.#life || !(missed <= this.#orders.length)) return { version: now, whole: true, orders: all };
    return { version: now, whole: false, orders: missed === 0 ? [] : this.#orders.slice(-missed) };
  }

  /** What comes from now on may have a hole before it. */
  forget(): void {
    this.#life = crypto.randomUUID();
    this.#orders = [];
    this.#forgotten = 0;
  }
}
