import type { Logger } from './logger.ts';

interface Closable {
  close(): Promise<unknown>;
}

/** One that hangs must not keep the others from being closed. */
const EACH_MS = 8_000;

/** What was opened, to be closed in the opposite order: what was opened last uses what was opened before it. */
export class Stopping {
  readonly #log: Logger;
  readonly #opened: { readonly name: string; readonly one: Closable }[] = [];
  #stopped: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  keep<One extends Closable>(name: string, one: One): One {
    this.#opened.push({ name, one });
    return one;
  }

  /** Safe to repeat. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    for (const { name, one } of this.#opened.splice(0).reverse()) {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error(`it took more than ${EACH_MS} ms`)), EACH_MS);
      try {
        await Promise.race([one.close(), late]);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#log.log('warn', 'not-closed', { part: name, reason });
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
