import { setTimeout as pause } from 'node:timers/promises';
import type { Keepers } from './keepers.ts';
import type { Logger } from './logger.ts';
import type { OpenBook } from './open-book.ts';

export interface UpkeepOptions {
  readonly everySeconds?: number;
  readonly ledgerDays: number;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** Forgets what is too old, now and then and a little at a time. */
export function startUpkeep(
  keepers: Keepers,
  events: Pick<OpenBook, 'book' | 'known'>,
  log: Logger,
  { everySeconds = 600, ledgerDays, now }: UpkeepOptions,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const forget = async () => {
    const samples = await keepers.series.prune(now());
    const before = now() - ledgerDays * DAY_MS;
    // What the book stands on is written down again before its rows go. Without the book, no row goes.
    if (!events.known()) return;
    await events.book.renew(before + 30 * DAY_MS);
    const rows = await keepers.ledger.prune(before);
    if (samples + rows > 0) log.log('info', 'forgotten', { samples, rows });
  };
  const loop = async () => {
    while (!closing.signal.aborted) {
      await pause(everySeconds * 1000, undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) return;
      await forget().catch((error: unknown) => {
        log.log('warn', 'not-forgotten', { reason: error instanceof Error ? error.message : String(error) });
      });
    }
  };
  const running = loop();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
