import type { Entrant } from './entrant.ts';
import type { Batch } from './entry.ts';
import type { Gap } from './gap.ts';
import type { Position } from './position.ts';
import type { LogModel } from './room-model-log.ts';

/** One who listens and believes nothing: everything they are told is held against the log. */
export class Witness {
  readonly entrant: Entrant;
  readonly #log: LogModel;
  readonly #taken = new Map<string, string>();
  #cursor: Position | undefined;
  #expectGap = false;
  #full = false;
  #ready: (() => void) | undefined;
  here = false;
  gone = false;

  constructor(session: string, log: LogModel, after?: Position) {
    this.#log = log;
    this.#cursor = after;
    const listener: Entrant['listener'] = {
      entries: ({ batch }) => !this.#full && this.#take(batch),
      whenReady: (task) => {
        this.#ready = task;
      },
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
        } else if (recovered && !samePosition(from, after))
          throw new Error(`Recovered from ${sayPosition(from)}, not ${sayPosition(after)}`);
        this.#expectGap = after !== undefined && !recovered;
      },
    };
  }

  get cursor(): Position | undefined {
    return this.#expectGap ? undefined : this.#cursor;
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
    if (!this.gone) ready?.();
  }

  #take({ epoch, entries }: Batch): boolean {
    this.#alive('entries');
    if (this.#expectGap) throw new Error('A gap must come before the first entry');
    if (entries.length === 0 || entries.length > 100) throw new Error(`A batch has ${entries.length} entries`);
    for (const { offset, json } of entries) {
      const next = { epoch, offset };
      const cursor = this.#cursor;
      if (cursor && (cursor.epoch !== epoch || cursor.offset + 1 !== offset)) {
        throw new Error(`${sayPosition(next)} came after ${sayPosition(cursor)}`);
      }
      if (this.#log.everything.get(sayPosition(next)) !== json)
        throw new Error(`${sayPosition(next)} is not what the log has there`);
      this.#cursor = next;
      this.#taken.set(sayPosition(next), json);
    }
    return true;
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
    if (cursor === undefined || !samePosition(after, cursor))
      throw new Error(`A gap after ${sayPosition(after)}, not ${sayPosition(cursor)}`);
    const sameEpoch = after.epoch === from.epoch;
    if (sameEpoch === (reason === 'epoch'))
      throw new Error(`A gap "${reason}" from ${sayPosition(after)} to ${sayPosition(from)}`);
    if (reason === 'trimmed' && missing !== from.offset - after.offset) throw new Error(`${missing} are not missing`);
    if (reason === 'trimmed' && missing === 0) throw new Error('Nothing is missing');
    if (from.epoch === this.#log.epoch && from.offset > this.#log.floor) {
      throw new Error(`The gap ends at ${sayPosition(from)}, but the log has all after ${this.#log.floor}`);
    }
    this.#expectGap = false;
    this.#cursor = from;
  }

  #alive(what: string): void {
    if (this.gone) throw new Error(`Given ${what} after they left`);
  }
}

export function samePosition(one: Position | undefined, other: Position | undefined): boolean {
  return one?.epoch === other?.epoch && one?.offset === other?.offset;
}

export function sayPosition(position: Position | undefined): string {
  return position ? `${position.epoch}:${position.offset}` : 'nowhere';
}
