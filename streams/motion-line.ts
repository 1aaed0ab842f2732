import { backoffMs, Pause } from './backoff.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisLine } from './redis-line.ts';

/** How often a line says something to itself: one that does not hear it by the next time is dead. Milliseconds. */
const BEAT_MS = 5_000;

/**
 * One connection that listens to some channels. While nobody listens there is none; one that breaks, or falls silent, is
 * made again, and what was said meanwhile is missed: Redis keeps nothing of it.
 */
export class MotionLine {
  readonly #connection: RedisConnection;
  readonly #hear: (channel: string, message: string) => void;
  readonly #ownChannel: string;
  readonly #channels = new Set<string>();
  readonly #pause = new Pause();
  #line: RedisLine | undefined;
  #heard = true;
  #running: Promise<void> | undefined;

  /** `ownChannel` is nobody else's. */
  constructor(connection: RedisConnection, ownChannel: string, hear: (channel: string, message: string) => void) {
    this.#connection = connection;
    this.#ownChannel = ownChannel;
    this.#hear = hear;
  }

  add(channel: string): void {
    this.#channels.add(channel);
    if (this.#line) this.#subscribe(this.#line, channel).catch(() => this.#line?.close());
    this.#running ??= this.#run();
  }

  remove(channel: string): void {
    this.#channels.delete(channel);
    this.#line?.unsubscribe(channel).catch(() => {});
    if (this.#channels.size > 0) return;
    this.#line?.close();
    this.#pause.end();
  }

  async close(): Promise<void> {
    for (const channel of [...this.#channels]) this.remove(channel);
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#channels.size > 0; ) {
      try {
        await this.#listen(await this.#connection.dial(this.#ownChannel));
        failures = 0;
      } catch {
        failures++;
      }
      if (this.#channels.size > 0) await this.#pause.for(backoffMs(failures));
    }
    this.#running = undefined;
  }

  /** Until the line is gone. */
  async #listen(line: RedisLine): Promise<void> {
    const beat = setInterval(() => this.#beat(line), BEAT_MS);
    try {
      this.#heard = true;
      this.#line = line;
      await Promise.all([...this.#channels, this.#ownChannel].map((channel) => this.#subscribe(line, channel)));
      await line.ended;
    } finally {
      clearInterval(beat);
      this.#line = undefined;
      line.close();
    }
  }

  async #subscribe(line: RedisLine, channel: string): Promise<void> {
    await line.subscribe(channel, (message) => {
      if (channel === this.#ownChannel) this.#heard = true;
      else this.#hear(channel, message);
    });
  }

  #beat(line: RedisLine): void {
    if (!this.#heard) line.close();
    this.#heard = false;
    // Where nothing can be said, nothing is proved about who hears it.
    this.#connection.command(this.#ownChannel, ['PUBLISH', this.#ownChannel, '']).catch(() => {
      this.#heard = true;
    });
  }
}
