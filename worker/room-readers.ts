import type { LogListener, RoomId, RoomLog } from '#chat';
import { Following } from './following.ts';

/** Those who read a room's events from another object: each until they stop or cannot be reached. */
export class RoomReaders {
  readonly #ended: () => void;
  #count = 0;

  /** `ended` is called whenever one has gone. */
  constructor(ended: () => void) {
    this.#ended = ended;
  }

  get size(): number {
    return this.#count;
  }

  /** @throws ChatFault `unavailable` */
  async follow(room: RoomId, log: RoomLog, listener: LogListener): Promise<Following> {
    // What arrives is a stub, and ends with this call unless it is kept.
    const reader = (listener as unknown as { dup(): LogListener & Disposable }).dup();
    let stop: (() => void) | undefined;
    const end = () => {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      this.#count--;
      reader[Symbol.dispose]();
      this.#ended();
    };
    const tell = async (call: () => unknown) => {
      try {
        await call();
      } catch {
        end();
      }
    };
    this.#count++;
    try {
      stop = await log.follow(room, {
        entries: (batch) => tell(() => reader.entries(batch)),
        lost: () => tell(() => reader.lost()),
      });
      return new Following(end);
    } catch (error) {
      this.#count--;
      reader[Symbol.dispose]();
      throw error;
    }
  }
}
