import type { Meter } from '#chat';
import { backoffMs, Pause } from './backoff.ts';
import type { FollowedPartition, StreamRow } from './followed-partition.ts';
import type { RedisConnection } from './redis-connection.ts';
import { COMMAND_MS, isReply, type RedisLine } from './redis-line.ts';

/** How long one read waits for news, in milliseconds. A connection that is silent much longer is dead. */
const BLOCK_MS = 5_000;
/** Entries of one partition in one read: what a reader that fell behind takes into memory at once. */
const READ_COUNT = 250;
/**
 * While news come, the next read is sent so long after the last one, in milliseconds, so that it brings several: most of what
 * a read costs a process and Redis is being woken, whatever it brings.
 */
const PACE_MS = 1;
/** How long something that is no stream is left alone before it is looked at again. */
const ASIDE_MS = 500;
/** Between two tries to wake a read that was sent but has not reached Redis yet. */
const WAKE_AGAIN_MS = 5;

type XreadReply = ReadonlyArray<readonly [key: string, rows: readonly StreamRow[]]> | null;

/**
 * One connection that reads some partitions, all of them with one blocking XREAD, from remembered ids. While nobody
 * listens there is no connection. When it breaks it is made again, and everybody is told that they may have missed
 * something.
 */
export class PartitionLane {
  readonly #connection: RedisConnection;
  readonly #meter: Meter;
  readonly #liveMs: number;
  readonly #partitions = new Set<FollowedPartition>();
  readonly #pause = new Pause();
  #line: RedisLine | undefined;
  #lineId = '';
  /** What the read on its way covers. */
  #reading: ReadonlySet<FollowedPartition> | undefined;
  #waking = false;
  /** When the last read with news ended, and whether the next one waits a moment for more of them. */
  #newsAt = Number.NEGATIVE_INFINITY;
  #busy = false;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(connection: RedisConnection, meter: Meter, liveMs: number) {
    this.#connection = connection;
    this.#meter = meter;
    this.#liveMs = liveMs;
  }

  get size(): number {
    return this.#partitions.size;
  }

  /** Whether everything that it should read is being read. */
  get alive(): boolean {
    return this.#partitions.size === 0 || this.#line?.alive === true;
  }

  add(partition: FollowedPartition): void {
    if (this.#closed) return;
    this.#partitions.add(partition);
    partition.caughtUpAt = Date.now();
    this.#running ??= this.#run();
    if (this.#reading && !this.#waking) this.#wake();
  }

  remove(partition: FollowedPartition): void {
    this.#partitions.delete(partition);
    if (this.#partitions.size > 0) return;
    this.#hangUp();
    this.#pause.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const partition of [...this.#partitions]) this.remove(partition);
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (this.#partitions.size > 0) {
      let line: RedisLine | undefined;
      try {
        line = await this.#dial();
        await this.#check(line);
        while (this.#line === line && this.#partitions.size > 0) {
          await this.#read(line);
          failures = 0;
        }
      } catch {
        const broke = line === undefined || this.#line === line;
        if (broke) this.#meter.add('breakwater_log_errors_total', 1, { operation: 'tail' });
        this.#hangUp();
        if (broke && this.#partitions.size > 0) await this.#pause.for(backoffMs(failures++));
      }
    }
    this.#hangUp();
    this.#running = undefined;
  }

  async #dial(): Promise<RedisLine> {
    const [partition] = this.#partitions;
    const line = await this.#connection.dial(partition?.keys.live ?? '');
    this.#line = line;
    if (!this.#connection.cluster) this.#lineId = String(await line.command(['CLIENT', 'ID']));
    return line;
  }

  #hangUp(): void {
    this.#line?.close();
    this.#line = undefined;
  }

  /** Before the first read of a connection. What an earlier connection read is in doubt. */
  async #check(line: RedisLine): Promise<void> {
    const now = Date.now();
    await Promise.all(
      [...this.#partitions].map(async (partition) => {
        await partition.check((script, keys, args) => line.script(script, keys, args), partition.heard);
        partition.caughtUpAt = now;
      }),
    );
  }

  async #read(line: RedisLine): Promise<void> {
    if (this.#busy) await this.#pause.for(PACE_MS);
    if (this.#line !== line) return;
    const sentAt = Date.now();
    await this.#catchUp(line, sentAt);
    const partitions = [...this.#partitions].filter((partition) => partition.asideUntil <= sentAt);
    if (partitions.length === 0) return this.#pause.for(ASIDE_MS);
    const blockMs = partitions.length < this.#partitions.size ? ASIDE_MS : Math.min(BLOCK_MS, this.#liveMs / 4);
    const keys = partitions.map((partition) => partition.keys.live);
    const ids = partitions.map((partition) => partition.position);
    const options = ['COUNT', String(READ_COUNT), 'BLOCK', String(Math.ceil(blockMs))];
    this.#reading = new Set(partitions);
    let reply: XreadReply;
    try {
      const command = ['XREAD', ...options, 'STREAMS', ...keys, ...ids];
      reply = (await line.command(command, blockMs + COMMAND_MS)) as XreadReply;
    } catch (error) {
      if (!isReply(error, 'WRONGTYPE')) throw error;
      return this.#setAside(line, partitions);
    } finally {
      this.#reading = undefined;
    }
    this.#hand(partitions, reply, sentAt);
  }

  #hand(partitions: readonly FollowedPartition[], reply: XreadReply, sentAt: number): void {
    const now = Date.now();
    const rows = new Map(reply ?? []);
    let count = 0;
    for (const partition of partitions) {
      if (!this.#partitions.has(partition)) continue;
      const news = rows.get(partition.keys.live) ?? [];
      partition.heard = true;
      if (news.length < READ_COUNT) partition.caughtUpAt = sentAt;
      if (news.length > 0) partition.take(news, now);
      count += news.length;
    }
    if (count === 0) return;
    // In a calm nothing waits.
    const at = performance.now();
    this.#busy = count > 1 || at - this.#newsAt < PACE_MS;
    this.#newsAt = at;
  }

  /**
   * A process that stood still, or cannot keep up, for half the time that the stream reaches back may have been
   * overtaken by the trimming: it goes on at the end, and the rooms read.
   */
  async #catchUp(line: RedisLine, now: number): Promise<void> {
    const late = [...this.#partitions].filter((partition) => now - partition.caughtUpAt > this.#liveMs / 2);
    for (const partition of late) {
      await partition.skip((script, keys, args) => line.script(script, keys, args));
      partition.caughtUpAt = now;
    }
  }

  /** One key of another type would fail the read of all: it is left out for a while, and what it may hide is in doubt. */
  async #setAside(line: RedisLine, partitions: readonly FollowedPartition[]): Promise<void> {
    const types = await Promise.all(partitions.map((partition) => line.command(['TYPE', partition.keys.live])));
    for (const [index, partition] of partitions.entries()) {
      if (types[index] === 'stream' || types[index] === 'none') continue;
      partition.asideUntil = Date.now() + ASIDE_MS;
      this.#meter.add('breakwater_log_foreign_total');
      partition.lost();
    }
  }

  /** Ends a read that does not cover everything, so that the next one does. */
  async #wake(): Promise<void> {
    this.#waking = true;
    try {
      while (this.#reading && [...this.#partitions].some((partition) => !this.#reading?.has(partition))) {
        const reading = this.#reading;
        const woken = await this.#connection.command('', ['CLIENT', 'UNBLOCK', this.#lineId]);
        if (this.#reading === reading && woken !== 1) await new Promise((go) => setTimeout(go, WAKE_AGAIN_MS));
        else if (this.#reading === reading) break;
      }
    } catch {
      // Redis is away: the read ends by itself.
    } finally {
      this.#waking = false;
    }
  }
}
