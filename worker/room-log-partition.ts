import {
  type Appended,
  type Batch,
  ChatFault,
  type Draft,
  type LogListener,
  type LogQuery,
  type LogSlice,
  type Mute,
  type RateRule,
  type RoomId,
  type RoomLog,
} from '#chat';
import { CommandBudget } from '#streams';
import { takeAnswer } from './answer.ts';
import type { PartitionObject } from './partition-object.ts';

interface Waiting {
  readonly draft: Draft;
  readonly rate: RateRule | undefined;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Appends handed over in one call. */
const MOST_AT_ONCE = 200;
/**
 * How long an append may take with all its waiting, in milliseconds: a log promises two seconds, and who waits for a call
 * that is late would otherwise be late twice over.
 */
const ANSWER_MS = 1_900;

/**
 * A room's log that lives in Redis, reached through the room's partition object. While one call is on its way, what is
 * said meanwhile waits and goes together with the next: calls grow with round trips and not with messages.
 */
export class RoomLogPartition implements RoomLog {
  readonly #room: RoomId;
  readonly #partition: DurableObjectStub<PartitionObject>;
  readonly #sessions: () => readonly string[];
  readonly #listeners = new Set<LogListener>();
  readonly #waiting: Waiting[] = [];
  readonly #budget = new CommandBudget();
  #handing = false;

  constructor(room: RoomId, partition: DurableObjectStub<PartitionObject>, sessions: () => readonly string[]) {
    this.#room = room;
    this.#sessions = sessions;
    this.#partition = partition;
  }

  append(_room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    return this.#budget.spend([draft.body], async () => {
      const { promise, resolve, reject } = Promise.withResolvers<Appended>();
      const item = { draft, rate, resolve, reject };
      const late = () => {
        const index = this.#waiting.indexOf(item);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new ChatFault('unavailable', { found: 'the log did not answer in time' }));
      };
      const timer = setTimeout(late, ANSWER_MS);
      this.#waiting.push(item);
      this.#handOver();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    return takeAnswer<LogSlice>(this.#partition.read(room, query));
  }

  mutes(room: RoomId): Promise<readonly Mute[]> {
    return takeAnswer<readonly Mute[]>(this.#partition.mutes(room));
  }

  async follow(room: RoomId, listener: LogListener): Promise<() => void> {
    const stop = () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#partition.unregister(room).catch(() => {});
    };
    this.#listeners.add(listener);
    try {
      await takeAnswer<void>(this.#partition.register(room, this.#sessions()));
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  }

  /** What the partition object hands to this room. */
  deliver(batch: Batch): void {
    for (const listener of this.#listeners) listener.entries(batch);
  }

  lost(): void {
    for (const listener of this.#listeners) listener.lost();
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  async #handOver(): Promise<void> {
    if (this.#handing) return;
    this.#handing = true;
    while (this.#waiting.length > 0) {
      const items = this.#waiting.splice(0, MOST_AT_ONCE);
      const asked = items.map(({ draft, rate }) => ({ room: this.#room, draft, rate }));
      try {
        const answers = await this.#partition.append(asked);
        for (const [index, item] of items.entries()) {
          takeAnswer<Appended>(Promise.resolve(answers[index])).then(item.resolve, item.reject);
        }
      } catch (error) {
        for (const item of items) takeAnswer<Appended>(Promise.reject(error)).then(item.resolve, item.reject);
      }
    }
    this.#handing = false;
  }
}
