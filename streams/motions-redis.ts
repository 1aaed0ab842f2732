import type { Ephemeral, Meter, Motions, RoomId } from '#chat';
import { MotionLine } from './motion-line.ts';
import { encodeMail, type MotionItem, parseMail } from './motion-mail.ts';
import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Mail on its way to Redis at one moment; more is dropped, so that a slow Redis is not made slower by cursors. */
const MOST_ON_WAY = 16;

type Listener = (ephemeral: Ephemeral) => void;

export interface MotionsRedisOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly meter: Meter;
  /** A name that no other process has; letters and digits. */
  readonly origin: string;
}

/**
 * Carries what people do at this moment by Redis's publish and subscribe, a channel for each partition: nothing of it is
 * kept, so it costs the log nothing but its way. What one process has at one moment goes as one message.
 */
export class MotionsRedis implements Motions {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;
  readonly #meter: Meter;
  readonly #origin: string;
  readonly #line: MotionLine;
  readonly #rooms = new Map<RoomId, Set<Listener>>();
  /** How many rooms listen to a channel. */
  readonly #channels = new Map<string, number>();
  /** What waits for the end of this turn, by channel. */
  readonly #waiting = new Map<string, MotionItem[]>();
  #onWay = 0;
  #closed = false;

  constructor({ connection, space, meter, origin }: MotionsRedisOptions) {
    this.#connection = connection;
    this.#space = space;
    this.#meter = meter;
    this.#origin = origin;
    this.#line = new MotionLine(connection, space.ownMotions(origin), (_channel, message) => this.#hear(message));
  }

  publish(room: RoomId, { key, frame }: Ephemeral): void {
    if (this.#closed) return;
    const channel = this.#channelOf(room);
    if (this.#waiting.size === 0) queueMicrotask(() => this.#send());
    const items = this.#waiting.get(channel) ?? [];
    this.#waiting.set(channel, items);
    items.push({ room, ephemeral: { key, frame } });
  }

  follow(room: RoomId, listener: Listener): () => void {
    const listeners = this.#rooms.get(room) ?? new Set();
    if (listeners.size === 0) this.#listen(room, 1);
    this.#rooms.set(room, listeners.add(listener));
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#rooms.delete(room);
      this.#listen(room, -1);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rooms.clear();
    await this.#line.close();
  }

  #channelOf(room: RoomId): string {
    return this.#space.room(room).motions;
  }

  #listen(room: RoomId, change: 1 | -1): void {
    if (this.#closed) return;
    const channel = this.#channelOf(room);
    const rooms = (this.#channels.get(channel) ?? 0) + change;
    this.#channels.set(channel, rooms);
    if (rooms === 1 && change === 1) this.#line.add(channel);
    if (rooms > 0) return;
    this.#channels.delete(channel);
    this.#line.remove(channel);
  }

  #send(): void {
    for (const [channel, items] of this.#waiting) {
      if (this.#onWay >= MOST_ON_WAY) break;
      this.#onWay++;
      this.#connection
        .command(channel, ['PUBLISH', channel, encodeMail({ origin: this.#origin, items })])
        .catch(() => this.#meter.add('breakwater_log_errors_total', 1, { operation: 'motions' }))
        .finally(() => {
          this.#onWay--;
        });
    }
    this.#waiting.clear();
  }

  #hear(message: string): void {
    const mail = parseMail(message);
    if (mail === undefined) this.#meter.add('breakwater_log_foreign_total');
    if (mail === undefined || mail.origin === this.#origin) return;
    for (const { room, ephemeral } of mail.items) {
      for (const listener of [...(this.#rooms.get(room) ?? [])]) listener(ephemeral);
    }
  }
}
