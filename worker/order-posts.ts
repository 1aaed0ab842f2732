import type { Order, RoomId } from '#chat';

const PREFIX = 'room:';
/** Rooms that are told at one time. */
const AT_ONCE = 50;
const TRIES = 3;

/**
 * Tells rooms of orders: those that stand in the storage, some at a time, all that waits in one call. A room that
 * answers that nobody is there is taken out, unless it came again meanwhile.
 */
export class OrderPosts {
  readonly #kv: SyncKvStorage;
  readonly #obey: (room: RoomId, orders: readonly Order[]) => PromiseLike<boolean>;
  #waiting: Order[] = [];
  #posting = false;

  constructor(storage: DurableObjectStorage, obey: (room: RoomId, orders: readonly Order[]) => PromiseLike<boolean>) {
    this.#kv = storage.kv;
    this.#obey = obey;
  }

  get empty(): boolean {
    for (const _ of this.#kv.list({ prefix: PREFIX, limit: 1 })) return false;
    return true;
  }

  add(room: RoomId): void {
    this.#kv.put(PREFIX + room, crypto.randomUUID());
  }

  remove(room: RoomId): void {
    this.#kv.delete(PREFIX + room);
  }

  post(order: Order): void {
    this.#waiting.push(order);
    if (!this.#posting) this.#run();
  }

  async #run(): Promise<void> {
    this.#posting = true;
    // What is told in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const orders = this.#waiting;
      this.#waiting = [];
      const rooms = [...this.#kv.list<string>({ prefix: PREFIX })];
      for (let from = 0; from < rooms.length; from += AT_ONCE) {
        await Promise.all(rooms.slice(from, from + AT_ONCE).map(([key, mark]) => this.#tell(key, mark, orders)));
      }
    }
    this.#posting = false;
  }

  async #tell(key: string, mark: string, orders: readonly Order[]): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const heard = await this.#obey(key.slice(PREFIX.length) as RoomId, orders);
        if (!heard && this.#kv.get(key) === mark) this.#kv.delete(key);
        return;
      } catch {
        // The room's object was restarted at this moment: it is there again with the next call.
      }
    }
  }
}
