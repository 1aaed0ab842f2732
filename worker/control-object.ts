import { DurableObject } from 'cloudflare:workers';
import { ControlMemory, type OnceStore, type Order, OrderStoreSqlite, type RoomId } from '#chat';
import { openStreams, type Streams } from '#streams';
import { type Answer, answerOf } from './answer.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import { type EdgeConfig, parseEdgeConfig } from './config.ts';
import type { Env } from './env.ts';
import { OnceStoreKv } from './once-store-kv.ts';
import { OrderNews, type OrdersSince } from './order-news.ts';
import { OrderPosts } from './order-posts.ts';
import { SqlDriverDurable } from './sql-driver-durable.ts';

/** How often the object is woken while rooms are to be told, in milliseconds: it hears nothing while it is gone. */
const WAKE_MS = 10_000;
/** How long the connection to Redis is kept while no room is to be told, in milliseconds. */
const IDLE_MS = 5_000;

/** What the orders and the tickets are kept in. */
interface Store {
  readonly control: { give(order: Order): Promise<void>; all(): Promise<Order[]> | Order[] };
  readonly once: OnceStore;
}

/** The name of the one object. */
export const CONTROL_NAME = 'control';

/**
 * The one object at the edge that knows every ban and revocation, and every ticket. With Redis it reads them there,
 * together with the pods; without, it is where they are kept. It tells the rooms that have somebody; everybody else asks.
 */
export class ControlObject extends DurableObject<Env> {
  readonly #config: EdgeConfig;
  readonly #news = new OrderNews();
  readonly #posts: OrderPosts;
  #alone: Store | undefined;
  #streams: Streams | undefined;
  #keepOpen: (() => void) | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseEdgeConfig(env);
    this.#posts = new OrderPosts(ctx.storage, (room, orders) => env.ROOMS.getByName(room).obey(orders));
  }

  give(order: Order): Promise<Answer<void>> {
    return answerOf(this.#open().control.give(order));
  }

  /** What came after a version; everything for one that is not known here. */
  since(version: string): Promise<Answer<OrdersSince>> {
    return answerOf(this.#since(version));
  }

  put(key: string, text: string, ms: number): Promise<Answer<void>> {
    return answerOf(this.#open().once.put(key, text, ms));
  }

  take(key: string): Promise<Answer<string | undefined>> {
    return answerOf(this.#open().once.take(key));
  }

  /** Tells a room of every order from now on. */
  async register(room: RoomId): Promise<Answer<void>> {
    this.#posts.add(room);
    await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
    // It has to be reading, or nothing would be told.
    return answerOf(this.#since('').then(() => {}));
  }

  unregister(room: RoomId): void {
    this.#posts.remove(room);
  }

  override async alarm(): Promise<void> {
    if (this.#posts.empty) return;
    await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
    await this.#since('').catch(() => {});
  }

  async #since(version: string): Promise<OrdersSince> {
    const { control } = this.#open();
    return this.#news.since(version, await control.all());
  }

  #open(): Store {
    const { redis, retention } = this.#config;
    if (redis === undefined) return this.#openAlone();
    if (this.#streams === undefined) {
      this.#streams = openStreams({ ...redis, retention });
      this.#streams.control.follow((order) => this.#tell(order));
    }
    this.#keepOpen?.();
    this.#keepOpen = CLOCK_EDGE.after(IDLE_MS, () => this.#close());
    return this.#streams;
  }

  #openAlone(): Store {
    if (this.#alone === undefined) {
      const control = new ControlMemory(CLOCK_EDGE, new OrderStoreSqlite(new SqlDriverDurable(this.ctx.storage)));
      control.follow((order) => this.#tell(order));
      this.#alone = { control, once: new OnceStoreKv(this.ctx.storage) };
    }
    return this.#alone;
  }

  #tell(order: Order): void {
    this.#news.add(order);
    this.#posts.post(order);
  }

  /** Rooms have to be told: then the connection stays, and keeps the object awake. */
  #close(): void {
    if (!this.#posts.empty) {
      this.#keepOpen = CLOCK_EDGE.after(IDLE_MS, () => this.#close());
      return;
    }
    const streams = this.#streams;
    this.#streams = undefined;
    this.#news.forget();
    streams?.close().catch(() => {});
  }
}
