import { unavailable } from './redis-line.ts';

/** Commands of one process that may wait for Redis at one moment. */
const COMMANDS = 1_000;
/** What these may hold in memory, in bytes. */
const BYTES = 1024 * 1024;

/**
 * What may wait for a Redis that is slow or away, whether it was sent or not: more is refused at once, so that a
 * process under load does not grow until Redis is back.
 */
export class CommandBudget {
  #commands = 0;
  #bytes = 0;

  /** @throws ChatFault `unavailable` when too much waits already */
  async spend<Result>(args: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const bytes = this.take([args]);
    try {
      return await work();
    } finally {
      this.give(bytes);
    }
  }

  /**
   * For one command, until `give`.
   *
   * @param lists what is sent, in as many lists as it is at hand in: every message comes by here, so nothing is copied
   * @returns what to give back
   * @throws ChatFault `unavailable` when too much waits already
   */
  take(lists: ReadonlyArray<readonly string[]>): number {
    const bytes = bytesOf(lists);
    if (this.#commands >= COMMANDS || this.#bytes + bytes > BYTES)
      throw unavailable(new Error(`${this.#commands} commands wait for Redis, which is as much as may`));
    this.#commands++;
    this.#bytes += bytes;
    return bytes;
  }

  give(bytes: number): void {
    this.#commands--;
    this.#bytes -= bytes;
  }
}

/** A string in memory has one byte a character, or two where one of them is past Latin-1; this does not look. */
function bytesOf(lists: ReadonlyArray<readonly string[]>): number {
  let length = 0;
  for (const list of lists) for (const arg of list) length += arg.length;
  return 2 * length;
}
