import type { Logger } from '#app';
import type { Clock } from '#chat';

export interface LogWatchParts {
  /** Throws when the log of messages cannot be written to right now. */
  readonly check: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between two looks, in milliseconds. */
  readonly everyMs?: number;
}

/**
 * Says in the pod's log when the log of messages goes away and when it is back, once each: whoever is on duty reads that
 * first, and a pod that waits for its Redis would otherwise say nothing at all.
 */
export class LogWatch {
  readonly #parts: LogWatchParts;
  #awaySince: number | undefined;
  #cancel = () => {};
  #stopped = false;

  constructor(parts: LogWatchParts) {
    this.#parts = parts;
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #look(): void {
    const { check, clock, everyMs = 5_000 } = this.#parts;
    check()
      .then(
        () => this.#here(),
        (error: unknown) => this.#away(error),
      )
      .then(() => {
        if (!this.#stopped) this.#cancel = clock.after(everyMs, () => this.#look());
      });
  }

  #here(): void {
    const { clock, logger } = this.#parts;
    if (this.#awaySince === undefined || this.#stopped) return;
    logger.log('info', 'log-back', { awaySeconds: Math.round((clock.now() - this.#awaySince) / 1_000) });
    this.#awaySince = undefined;
  }

  #away(error: unknown): void {
    const { clock, logger } = this.#parts;
    if (this.#awaySince !== undefined || this.#stopped) return;
    this.#awaySince = clock.now();
    const advice = 'Messages are refused until it answers: look whether Redis runs and whether REDIS_URL leads to it';
    logger.log('warn', 'log-away', { reason: reasonOf(error), advice });
  }
}

/** What the system or Redis said, by the last of the causes: the fault itself is written for visitors. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.message;
}
