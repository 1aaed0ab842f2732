import {
  type Appended,
  type Batch,
  ChatFault,
  type Clock,
  type Draft,
  type LogListener,
  type LogQuery,
  type LogSlice,
  type Mute,
  type RoomId,
  type RoomLog,
} from '#chat';
import type { SimulatedStore } from './simulation-store.ts';
import type { SimulatedLine, SimulatedWire } from './simulation-wire.ts';

type Asked = Exclude<SimulatedStore['plant'], undefined>;

/** One process's way to the store: what it asks is under way, carried out, and answered, or none of these. */
export class SimulatedLog implements RoomLog {
  readonly #store: SimulatedStore;
  readonly #clock: Clock;
  readonly #wire: SimulatedWire;
  readonly #publish: (batch: Batch) => void;
  readonly #live: SimulatedLine;
  readonly #listeners = new Set<LogListener>();
  readonly #asked = new Set<(fault: ChatFault) => void>();
  /** With `raw-id`: the newest that it heard of. */
  #cursor = 0;
  /** With `delete-then-fail`: up to here everything is gone. */
  #deleted = 0;
  #stopped = false;

  constructor(store: SimulatedStore, parts: { clock: Clock; wire: SimulatedWire; publish: (batch: Batch) => void }) {
    this.#store = store;
    this.#clock = parts.clock;
    this.#wire = parts.wire;
    this.#publish = parts.publish;
    this.#live = parts.wire.line();
  }

  append(_room: RoomId, draft: Draft): Promise<Appended> {
    return this.#ask(() => {
      if (this.#plant('early-ack') && draft.id.endsWith('3'))
        return { outcome: 'appended', position: this.#store.newest, at: this.#clock.now() };
      const { batch, ...appended } = this.#store.append(draft, this.#clock.now());
      if (batch) this.#publish(batch);
      return appended;
    });
  }

  async read(_room: RoomId, query: LogQuery): Promise<LogSlice> {
    const slice = await this.#ask(
      () => this.#store.read(query),
      () => {
        this.#deleted = this.#store.head;
      },
    );
    if (!this.#plant('delete-then-fail') || slice.gap || !query.after) return slice;
    return { ...slice, entries: slice.entries.filter(({ offset }) => offset > this.#deleted) };
  }

  /** Nobody is muted here. */
  async mutes(): Promise<readonly Mute[]> {
    return [];
  }

  async follow(_room: RoomId, listener: LogListener): Promise<() => void> {
    await this.#ask(() => this.#listeners.add(listener));
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.cut(false);
    this.#listeners.clear();
  }

  /** What was appended is on its way here. */
  hear(batch: Batch): void {
    const [entry] = batch.entries;
    if (this.#stopped || entry === undefined) return;
    if (this.#plant('raw-id') && entry.offset <= this.#cursor) return;
    this.#cursor = entry.offset;
    this.#live.add(() => {
      for (const listener of this.#listeners) listener.entries(batch);
    });
  }

  /** The line to the store breaks: what is under way is lost, what was carried out is not answered. */
  cut(comesBack = true): void {
    this.#live.clear();
    for (const fail of [...this.#asked]) fail(new ChatFault('unavailable'));
    if (!comesBack || this.#plant('from-dollar') || this.#plant('raw-id')) return;
    this.#live.add(() => {
      for (const listener of this.#listeners) listener.lost();
    });
  }

  #plant(name: Asked): boolean {
    return this.#store.plant === name;
  }

  /** Under way to the store, and back. `unanswered` is called when it was carried out and the answer was lost. */
  #ask<Answer>(carryOut: () => Answer, unanswered = () => {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#stopped) {
      reject(new ChatFault('unavailable'));
      return promise;
    }
    const line = this.#wire.line();
    let carriedOut = false;
    const fail = (fault: ChatFault) => {
      this.#asked.delete(fail);
      if (carriedOut) unanswered();
      // What was sent may still arrive, though nobody hears of it.
      if (carriedOut) line.clear();
      reject(fault);
    };
    this.#asked.add(fail);
    line.add(() => {
      const answer = carryOut();
      carriedOut = true;
      if (!this.#asked.has(fail)) return;
      line.add(() => {
        this.#asked.delete(fail);
        resolve(answer);
      });
    });
    return promise;
  }
}
