import { setTimeout as pause } from 'node:timers/promises';
import { EventBook } from './event-book.ts';
import type { Ledger } from './ledger.ts';
import type { Logger } from './logger.ts';

/** What others wrote is looked for so often. */
const LOOK_MS = 15_000;
const LONGEST_WAIT_MS = 30_000;

/** The book of events. It may be empty for a while after a start: pods are planned without it until it is read. */
export interface OpenBook {
  readonly book: EventBook;
  /** Whether it was read. */
  known(): boolean;
  close(): Promise<void>;
}

/** Reads the book of events from the ledger, however long that takes, and follows what other replicas write. */
export function openBook(ledger: Ledger, workloads: readonly string[], log: Logger, now: () => number): OpenBook {
  const closing = new AbortController();
  const book = EventBook.unread({ ledger, log, now });
  let known = false;
  const follow = async () => {
    for (let failures = 0; !closing.signal.aborted; ) {
      try {
        await (known ? book.refresh() : book.readAll(workloads));
        known = true;
        failures = 0;
      } catch (error) {
        failures++;
        log.log('warn', 'events-unseen', { failures, reason: error instanceof Error ? error.message : String(error) });
      }
      const backoff = Math.min(500 * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2);
      await pause(failures > 0 ? backoff : LOOK_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const following = follow();
  return {
    book,
    known: () => known,
    close: async () => {
      closing.abort();
      await following;
    },
  };
}
