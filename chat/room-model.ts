import { ClockVirtual } from './clock-virtual.ts';
import type { Entrant } from './entrant.ts';
import { type Batch, type SealedEntry, sealEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import { LOBBY, MeterCounting, settled } from './fixture.ts';
import type { Gap } from './gap.ts';
import { sliceOf } from './log-slice.ts';
import type { Position } from './position.ts';
import { PresenceMemory } from './presence-memory.ts';
import { Room, type RoomPast } from './room.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Retention, RoomLog } from './room-log.ts';

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

  get head(): number {
    return this.#head;
  }

  get floor(): number {
    const oldest = this.#clock.now() - this.retention.seconds * 1000;
    const first = this.#entries.slice(-this.retention.entries).find(({ at }) => at >= oldest);
    return (first?.offset ?? this.#head + 1) - 1;
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
    const { epoch, floor, head } = this;
    const { from, gap } = sliceOf({ epoch, floor, head }, query);
    const slice = { epoch, head, entries: this.#entries.slice(from, from + query.limit) };
    return gap ? { ...slice, gap } : slice;
  }
}

/** One who listens and believes nothing: everything they are told is held against the log. */
export class Witness {
  readonly entrant: Entrant;
  readonly #log: LogModel;
  readonly #taken = new Map<string, string>();
  #cursor: Position | undefined;
  #expectGap = false;
  here = false;
  gone = false;

  constructor(session: string, log: LogModel, after?: Position) {
    this.#log = log;
    this.#cursor = after;
    const listener: Entrant['listener'] = {
      entries: ({ batch }) => this.#take(batch),
      gap: (gap) => this.#gap(gap),
      notice() {},
    };
    this.entrant = {
      session,
      after,
      listener,
      welcome: ({ from, head, recovered }) => {
        this.#alive('a welcome');
        if (this.here) throw new Error('Welcomed twice');
        this.here = true;
        if (after === undefined) {
          if (recovered) throw new Error('A newcomer has nothing to recover');
          if (head.offset - from.offset > 100) throw new Error('A newcomer is shown a hundred at most');
          this.#cursor = from;
        } else if (recovered && !same(from, after)) throw new Error(`Recovered from ${say(from)}, not ${say(after)}`);
        this.#expectGap = after !== undefined && !recovered;
      },
    };
  }

  get cursor(): Position | undefined {
    return this.#expectGap ? undefined : this.#cursor;
  }

  #take({ epoch, entries }: Batch): void {
    this.#alive('entries');
    if (this.#expectGap) throw new Error('A gap must come before the first entry');
    if (entries.length === 0 || entries.length > 100) throw new Error(`A batch has ${entries.length} entries`);
    for (const { offset, json } of entries) {
      const next = { epoch, offset };
      const cursor = this.#cursor;
      if (cursor && (cursor.epoch !== epoch || cursor.offset + 1 !== offset)) {
        throw new Error(`${say(next)} came after ${say(cursor)}`);
      }
      if (this.#log.everything.get(say(next)) !== json) throw new Error(`${say(next)} is not what the log has there`);
      this.#cursor = next;
      this.#taken.set(say(next), json);
    }
  }

  /** Throws when the log holds something else by now where this one was given an entry. */
  confirm(): void {
    for (const [position, json] of this.#taken) {
      if (this.#log.everything.get(position) !== json) throw new Error(`${position} became another entry`);
    }
  }

  #gap({ reason, after, from, missing }: Gap): void {
    this.#alive('a gap');
    const cursor = this.#cursor;
    if (cursor === undefined || !same(after, cursor)) throw new Error(`A gap after ${say(after)}, not ${say(cursor)}`);
    const sameEpoch = after.epoch === from.epoch;
    if (sameEpoch === (reason === 'epoch')) throw new Error(`A gap "${reason}" from ${say(after)} to ${say(from)}`);
    if (reason === 'trimmed' && missing !== from.offset - after.offset) throw new Error(`${missing} are not missing`);
    if (reason === 'trimmed' && missing === 0) throw new Error('Nothing is missing');
    if (from.epoch === this.#log.epoch && from.offset > this.#log.floor) {
      throw new Error(`The gap ends at ${say(from)}, but the log has all after ${this.#log.floor}`);
    }
    this.#expectGap = false;
    this.#cursor = from;
  }

  #alive(what: string): void {
    if (this.gone) throw new Error(`Given ${what} after they left`);
  }
}

/** A room, its log and everybody in it; rooms end and begin again, as objects that sleep do. */
export class Scene {
  readonly clock = new ClockVirtual();
  readonly log: LogModel;
  readonly witnesses: Witness[] = [];
  readonly #ports;
  readonly #faults: unknown[] = [];
  readonly #joins: Array<Promise<void>> = [];
  #room: Room;
  #starting: Promise<void>;
  #past: RoomPast | undefined;

  constructor(makeLog: (clock: ClockVirtual) => LogModel) {
    this.log = makeLog(this.clock);
    const { retention } = this.log;
    this.#ports = {
      log: this.log,
      presence: new PresenceMemory(),
      clock: this.clock,
      meter: new MeterCounting(),
      retention,
    };
    this.#room = new Room(LOBBY, this.#ports);
    this.#starting = this.#start();
  }

  join(after: Position | undefined): void {
    const witness = new Witness(`s${this.witnesses.length}`, this.log, after);
    this.witnesses.push(witness);
    this.#joins.push(
      this.#room.join(witness.entrant).catch((error) => {
        if (!(error instanceof ChatFault) || error.code !== 'unavailable') this.#faults.push(error);
      }),
    );
  }

  leave(index: number): void {
    const witness = this.witnesses[index % this.witnesses.length];
    if (witness === undefined) return;
    this.#room.leave(witness.entrant.session);
    witness.gone = true;
  }

  /** Runs what may find a fault; faults in what the room calls back are kept for the end. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#faults.push(error);
    }
  }

  /** The room goes, and another takes those who stayed back in from where they were served. */
  restart(): void {
    const { head } = this.#room;
    if (head) {
      const stayed = this.witnesses.filter(({ here, gone }) => here && !gone);
      this.#past = { from: head, entrants: stayed.map(({ entrant }) => entrant) };
    }
    this.#room.stop();
    this.#room = new Room(LOBBY, this.#ports);
    this.#starting = this.#start();
  }

  /** Brings everything to rest, and throws what was found. */
  async finish(): Promise<void> {
    this.log.away = false;
    await this.#rest();
    if (this.#room.head === undefined) this.restart();
    await this.#rest();
    this.log.lose();
    await this.#rest();
    await Promise.all(this.#joins);
    if (this.#faults.length > 0) throw this.#faults[0];
    for (const witness of this.witnesses) {
      const { here, gone, cursor } = witness;
      witness.confirm();
      if (here && !gone && !same(cursor, this.log.newest)) {
        throw new Error(`Left at ${say(cursor)} while the log is at ${say(this.log.newest)}`);
      }
    }
    this.#room.stop();
    if (this.clock.waiting > 0) throw new Error('A timer was left behind');
    if (this.log.listeners > 0) throw new Error('A listener was left behind');
  }

  async #rest(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      this.attempt(() => this.clock.advance(6_000));
      await settled();
    }
    await this.#starting;
  }

  async #start(): Promise<void> {
    const room = this.#room;
    try {
      await room.start(this.#past && { ...this.#past, entrants: this.#past.entrants.filter(this.#stays) });
    } catch (error) {
      if (!(error instanceof ChatFault) || error.code !== 'unavailable') this.#faults.push(error);
    }
  }

  readonly #stays = ({ session }: Entrant) =>
    !this.witnesses.some((each) => each.entrant.session === session && each.gone);
}

function same(one: Position | undefined, other: Position | undefined): boolean {
  return one?.epoch === other?.epoch && one?.offset === other?.offset;
}

function say(position: Position | undefined): string {
  return position ? `${position.epoch}:${position.offset}` : 'nowhere';
}
