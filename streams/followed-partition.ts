import type { Batch, Meter, Order, RoomId } from '#chat';
import { partitionEpoch } from './epoch.ts';
import { BatchBuilder, type LiveEvent, parseLiveEvent } from './live-event.ts';
import type { PartitionKeys } from './partition.ts';
import type { ScriptRunner } from './partition-check.ts';
import type { PartitionMemory } from './partition-memory.ts';
import { compareIds, type StreamMark } from './stream-mark.ts';

export type PresenceEvent = Extract<LiveEvent, { kind: 'presence' }>;

/** Somebody who listens to a room's part of a partition's stream. None of these MUST throw or wait. */
export interface LiveListener {
  entries?(batch: Batch): void;
  presence?(event: PresenceEvent): void;
  order?(order: Order): void;
  /** Something may have been missed. */
  lost(): void;
}

/** One entry of a stream as Redis tells it: its id, and its fields and values in turn. */
export type StreamRow = readonly [id: string, fields: readonly string[] | null];

/** One partition as one process follows it: who listens, and up to where it was read. */
export class FollowedPartition {
  readonly #memory: PartitionMemory;
  readonly #meter: Meter;
  readonly #rooms = new Map<RoomId, Set<LiveListener>>();
  readonly #batches = new BatchBuilder();
  #mark: StreamMark | undefined;
  /** Whether a connection has read it before the present one. */
  heard = false;
  /** When a read was sent whose answer left nothing unread, by this process's clock. */
  caughtUpAt = 0;
  /** Not read before this time, because something that is no stream is in its place. */
  asideUntil = 0;

  constructor(memory: PartitionMemory, meter: Meter) {
    this.#memory = memory;
    this.#meter = meter;
  }

  get keys(): PartitionKeys {
    return this.#memory.keys;
  }

  /** Whether it is known where to read on. */
  get begun(): boolean {
    return this.#mark !== undefined;
  }

  get empty(): boolean {
    return this.#rooms.size === 0;
  }

  /** Where to read on. */
  get position(): string {
    return this.#mark?.id ?? '0-0';
  }

  add(room: RoomId, listener: LiveListener): void {
    const listeners = this.#rooms.get(room);
    if (listeners) listeners.add(listener);
    else this.#rooms.set(room, new Set([listener]));
  }

  remove(room: RoomId, listener: LiveListener): void {
    const listeners = this.#rooms.get(room);
    if (listeners?.delete(listener) && listeners.size === 0) this.#rooms.delete(room);
  }

  /**
   * Compares what is remembered with what is there, and tells everybody who listens when something may be missing.
   * Where the stream simply goes on, reading goes on behind the last entry that was read.
   *
   * @param doubt whether something may have been missed even if the stream goes on
   * @throws ChatFault `unavailable`
   */
  async check(run: ScriptRunner, doubt: boolean): Promise<void> {
    const before = this.#mark;
    const { verdict, epoch, last, has } = await this.#memory.check(run, { from: before });
    const goesOn = before !== undefined && verdict === 'same' && (has || !before.seen);
    if (this.#mark === before && !goesOn) this.#mark = { epoch, id: last, seen: false };
    if (doubt || (before && !goesOn)) this.lost();
  }

  /**
   * Goes on at the stream's end: everybody who listens has to read what is before it.
   *
   * @throws ChatFault `unavailable`
   */
  async skip(run: ScriptRunner): Promise<void> {
    const { epoch, last } = await this.#memory.check(run, { from: this.#mark });
    this.#mark = { epoch, id: last, seen: false };
    this.lost();
  }

  /** Hands what was read to whoever listens. */
  take(rows: readonly StreamRow[], now: number): void {
    let newest: number | undefined;
    let epoch = this.#mark?.epoch ?? '';
    for (const [, fields] of rows) {
      const event = parseLiveEvent(fields ?? []);
      if (event === undefined) this.#meter.add('breakwater_log_foreign_total');
      else if (event.kind === 'presence') this.#tell(event.room, (listener) => listener.presence?.(event));
      else if (event.kind === 'order') this.#tell(event.room, (listener) => listener.order?.(event.order));
      else {
        newest = event.entry.at;
        if (partitionEpoch(event.epoch) > epoch) epoch = partitionEpoch(event.epoch);
        if (this.#rooms.has(event.room)) this.#batches.add(event.room, event.epoch, event.entry);
      }
    }
    const id = rows.at(-1)?.[0];
    if (id !== undefined && compareIds(id, this.position) > 0) {
      this.#mark = { epoch, id, seen: true };
      this.#memory.note(epoch, id);
    }
    for (const [room, batch] of this.#batches.take()) this.#tell(room, (listener) => listener.entries?.(batch));
    if (newest !== undefined) this.#meter.set('breakwater_log_lag_seconds', Math.max(0, now - newest) / 1000);
  }

  lost(): void {
    for (const room of this.#rooms.keys()) this.#tell(room, (listener) => listener.lost());
  }

  /** A listener that breaks its promise and throws must not make everybody else deaf. */
  #tell(room: RoomId, tell: (listener: LiveListener) => void): void {
    for (const listener of [...(this.#rooms.get(room) ?? [])]) {
      try {
        tell(listener);
      } catch {
        this.#meter.add('breakwater_log_errors_total', 1, { operation: 'deliver' });
      }
    }
  }
}
