import { ClockVirtual } from './clock-virtual.ts';
import type { Entrant } from './entrant.ts';
import type { Batch } from './entry.ts';
import { ChatFault } from './fault.ts';
import type { Gap } from './gap.ts';
import { type Draft, draftMessage } from './message.ts';
import type { Meter, MetricLabels } from './meter.ts';
import type { Position } from './position.ts';
import { PresenceMemory } from './presence-memory.ts';
import { parseRoomId, type RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Mute, Retention, RoomLog } from './room-log.ts';
import { RoomLogMemory } from './room-log-memory.ts';
import type { RoomPorts } from './room-ports.ts';
import type { Visitor } from './visitor.ts';

/** What the tests of this folder begin with. */
export const LOBBY: RoomId = parseRoomId('lobby');
export const ADA: Visitor = { id: 'ada', name: 'Ada' };
export const BOB: Visitor = { id: 'bob', name: 'Bob' };

let drafts = 0;

/** A message that nobody said before. */
export function newDraft(visitor = ADA, text = 'hello'): Draft {
  return draftMessage({ id: `message-${++drafts}`, text }, visitor);
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}

export class MeterCounting implements Meter {
  readonly #counts = new Map<string, number>();

  add(metric: string, amount = 1, labels: MetricLabels = {}): void {
    const key = [metric, ...Object.values(labels)].join(' ');
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + amount);
  }

  set(): void {}

  observe(metric: string): void {
    this.add(metric);
  }

  /** What was counted: the metric's name and its labels' values, `breakwater_gaps_total epoch`. */
  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

/** A log in memory that can be held up, cut off, emptied and deafened. */
export class LogTrial implements RoomLog {
  readonly #open: () => RoomLogMemory;
  readonly #listeners = new Set<LogListener>();
  #log: RoomLogMemory;
  reads = 0;
  /** Whether what is appended reaches listeners. */
  live = true;
  away = false;
  /** An answer to a read, which is found at once, waits for this. */
  held: Promise<void> = Promise.resolve();

  constructor(open: () => RoomLogMemory) {
    this.#open = open;
    this.#log = open();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async append(room: RoomId, draft: Draft): Promise<Appended> {
    if (this.away) throw new ChatFault('unavailable');
    const appended = await this.#log.append(room, draft);
    if (this.live && appended.outcome === 'appended') {
      const { epoch, entries } = await this.#log.read(room, { limit: 1 });
      this.tell({ epoch, entries });
    }
    return appended;
  }

  mutes(room: RoomId): Promise<readonly Mute[]> {
    return this.#log.mutes(room);
  }

  async read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    this.reads++;
    if (this.away) throw new ChatFault('unavailable');
    const slice = await this.#log.read(room, query);
    await this.held;
    return slice;
  }

  async follow(_room: RoomId, listener: LogListener): Promise<() => void> {
    if (this.away) throw new ChatFault('unavailable');
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {}

  tell(batch: Batch): void {
    for (const listener of this.#listeners) listener.entries(batch);
  }

  lose(): void {
    for (const listener of this.#listeners) listener.lost();
  }

  /** As after a flush: another log, of another epoch. */
  empty(): void {
    this.#log = this.#open();
  }

  /** Appends so many and returns the position of the last. */
  async fill(count: number): Promise<Position> {
    let position: Position | undefined;
    for (let index = 0; index < count; index++) {
      const appended = await this.append(LOBBY, newDraft());
      if (appended.outcome !== 'refused') position = appended.position;
    }
    if (position === undefined) throw new Error('Nothing was appended');
    return position;
  }
}

export interface TrialPorts extends RoomPorts {
  readonly log: LogTrial;
  readonly presence: PresenceMemory;
  readonly clock: ClockVirtual;
  readonly meter: MeterCounting;
}

export function trialPorts(retention: Retention = { entries: 300, seconds: 300 }, kept = retention): TrialPorts {
  const clock = new ClockVirtual();
  let epochs = 0;
  const log = new LogTrial(() => new RoomLogMemory({ clock, retention: kept, newEpoch: () => `e${++epochs}` }));
  return { log, presence: new PresenceMemory(), clock, meter: new MeterCounting(), retention };
}

/** Somebody who remembers what they were told, in words: `welcome e1:0-3 new`, `1 2 3`, `gap trimmed e1:0-2 2`. */
export class Guest {
  readonly told: string[] = [];
  readonly notices: string[] = [];
  #full = false;
  #ready: (() => void) | undefined;
  readonly entrant: Entrant;

  constructor(session: string, { visitor, after }: { visitor?: Visitor; after?: Position } = {}) {
    this.entrant = {
      session,
      visitor,
      after,
      welcome: ({ from, head, recovered, membersJson, memberCount }) => {
        const how = after === undefined ? 'new' : recovered ? 'recovered' : 'gap';
        this.told.push(`welcome ${from.epoch}:${from.offset}-${head.offset} ${how}`);
        const ids = (JSON.parse(membersJson) as Visitor[]).map(({ id }) => id);
        this.notices.push(`here ${memberCount} ${ids.join(' ')}`.trim());
      },
      listener: {
        entries: ({ batch }) => !this.#full && this.told.push(batch.entries.map(({ offset }) => offset).join(' ')) > 0,
        whenReady: (task) => {
          this.#ready = task;
        },
        gap: (gap) => this.told.push(sayGap(gap)),
        notice: (frame) => {
          const { type, visitor: who, id, members, memberCount } = JSON.parse(frame);
          this.notices.push(`${type} ${who?.id ?? id ?? members.length} ${memberCount}`);
        },
      },
    };
  }

  /** Takes no more entries. */
  fill(): void {
    this.#full = true;
  }

  /** Takes them again. */
  drain(): void {
    this.#full = false;
    const ready = this.#ready;
    this.#ready = undefined;
    ready?.();
  }

  /** The offsets that this guest was given, in the order in which they came. */
  get offsets(): number[] {
    return this.told.filter((line) => /^[0-9 ]+$/.test(line)).flatMap((line) => line.split(' ').map(Number));
  }
}

function sayGap({ reason, after, from, missing }: Gap): string {
  return `gap ${reason} ${after.epoch}:${after.offset}-${from.offset} ${missing ?? '?'}`;
}

/** 1, 2, 3 … as an array: from `first` up to and with `last`. */
export function counted(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
