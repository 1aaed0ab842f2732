import type { ClockVirtual } from './clock-virtual.ts';
import { type Batch, type SealedEntry, sealEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import { sliceOf } from './log-slice.ts';
import type { Position } from './position.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Mute, Retention, RoomLog } from './room-log.ts';

/** What a room is held against: a log that is an array, whose live side loses, repeats and shuffles. */
export class LogModel implements RoomLog {
  readonly #clock: ClockVirtual;
  readonly #delays: readonly number[];
  readonly #listeners = new Set<LogListener>();
  readonly #said = new Map<string, Position>();
  /** Everything that was ever in the log, by position. */
  readonly everything = new Map<string, string>();
  /** What was appended and did not come live yet. */
  readonly pending: Batch[] = [];
  readonly retention: Retention;
  epoch = 'e1';
  away = false;
  #entries: SealedEntry[] = [];
  #epochs = 1;
  #head = 0;
  #reads = 0;

  constructor(clock: ClockVirtual, retention: Retention, delays: readonly number[]) {
    this.#clock = clock;
    this.retention = retention;
    this.#delays = delays;
  }

  /** Nobody is muted here. */
  async mutes(): Promise<readonly Mute[]> {
    return [];
  }

  get head(): number {
    return this.#head;
  }

  /** Everything after this must be there. */
  get floor(): number {
    const oldest = this.#clock.now() - this.retention.seconds * 1000;
    const first = this.#entries.slice(-this.retention.entries).find(({ at }) => at >= oldest);
    return (first?.offset ?? this.#head + 1) - 1;
  }

  /** Everything after this is there; a planted fault changes it. */
  get keptFloor(): number {
    return this.floor;
  }

  get newest(): Position {
    return { epoch: this.epoch, offset: this.#head };
  }

  say(id: string): void {
    if (this.#said.has(id)) return;
    const entry = sealEntry(++this.#head, this.#clock.now(), `{"id":"${id}"}`);
    this.#said.set(id, this.newest);
    this.#entries.push(entry);
    this.everything.set(`${this.epoch}:${entry.offset}`, entry.json);
    this.pending.push({ epoch: this.epoch, entries: [entry] });
  }

  /** The log is lost, and begins again. */
  empty(): void {
    this.epoch = `e${++this.#epochs}`;
    this.#entries = [];
    this.#said.clear();
    this.#head = 0;
  }

  /** Another takes over that lacks the newest so many, and goes on in another epoch. */
  failOver(lacked: number): void {
    this.epoch = `e${++this.#epochs}`;
    this.#entries.splice(Math.max(0, this.#head - lacked));
    this.#head = this.#entries.length;
    for (const [id, { offset }] of this.#said) if (offset > this.#head) this.#said.delete(id);
    for (const { offset, json } of this.#entries) this.everything.set(`${this.epoch}:${offset}`, json);
  }

  tell(batch: Batch): void {
    for (const listener of this.#listeners) listener.entries(batch);
  }

  lose(): void {
    for (const listener of this.#listeners) listener.lost();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async append(): Promise<Appended> {
    throw new Error('The model is written to by "say"');
  }

  async read(_room: RoomId, query: LogQuery): Promise<LogSlice> {
    const slice = this.slice(query);
    const { away } = this;
    const turns = this.#delays[this.#reads++ % this.#delays.length] ?? 0;
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (away) throw new ChatFault('unavailable');
    return slice;
  }

  async follow(_room: RoomId, listener: LogListener): Promise<() => void> {
    if (this.away) throw new ChatFault('unavailable');
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {}

  /** What a read finds; a planted fault changes this. */
  slice(query: LogQuery): LogSlice {
    const { epoch, keptFloor: floor, head } = this;
    const { from, gap } = sliceOf({ epoch, floor, head }, query);
    const slice = { epoch, head, entries: this.#entries.slice(from, from + query.limit) };
    return gap ? { ...slice, gap } : slice;
  }
}
