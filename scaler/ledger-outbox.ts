import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './meter.ts';
import { ScalerFault } from './scaler-fault.ts';

export interface OutboxOptions {
  /** Entries that wait at most; of more, the oldest are given up and counted. */
  readonly most?: number;
  /** How long it waits after a first failure, and at most, in milliseconds. */
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
}

const TOGETHER = 200;

/** What is to be written down and is not yet: a ledger that is slow or gone must keep nobody from deciding. */
export class LedgerOutbox {
  readonly #ledger: Ledger;
  readonly #meter: Meter;
  readonly #log: Logger;
  readonly #most: number;
  readonly #firstWaitMs: number;
  readonly #longestWaitMs: number;
  readonly #closing = new AbortController();
  #waiting: LedgerEntry[] = [];
  #sending: Promise<void> | undefined;

  constructor(ledger: Ledger, meter: Meter, log: Logger, options: OutboxOptions = {}) {
    this.#ledger = ledger;
    this.#meter = meter;
    this.#log = log;
    this.#most = options.most ?? 20_000;
    this.#firstWaitMs = options.firstWaitMs ?? 200;
    this.#longestWaitMs = options.longestWaitMs ?? 30_000;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(entry: LedgerEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > this.#most) {
      this.#waiting.shift();
      this.#meter.add('breakwater_scaler_ledger_lost_total', {});
    }
    this.#meter.set('breakwater_scaler_ledger_waiting', {}, this.#waiting.length);
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves when nothing waits any more. */
  async empty(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  /** Tries once more to write what waits, for so long; tells how many entries are lost. */
  async close(seconds: number): Promise<number> {
    this.#closing.abort();
    const ended = new AbortController();
    const bound = pause(seconds * 1000, undefined, { signal: ended.signal }).catch(() => {});
    const last = (async () => {
      await this.#sending;
      while (this.#waiting.length > 0 && (await this.#sendSome())) {}
    })();
    await Promise.race([last, bound]);
    ended.abort();
    const lost = this.#waiting.length;
    if (lost > 0) this.#log.log('error', 'ledger-rows-lost', { rows: lost });
    return lost;
  }

  async #send(): Promise<void> {
    let waitMs = this.#firstWaitMs;
    // Whoever adds in the same turn comes along.
    await pause(0);
    while (this.#waiting.length > 0) {
      if (await this.#sendSome()) {
        waitMs = this.#firstWaitMs;
        continue;
      }
      if (this.#closing.signal.aborted) return;
      // Not all replicas at the same moment.
      await pause(waitMs * (0.5 + Math.random() / 2), undefined, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return;
      waitMs = Math.min(waitMs * 2, this.#longestWaitMs);
    }
  }

  /** Whether the ledger took some; what it will never take is given up. */
  async #sendSome(): Promise<boolean> {
    const some = this.#waiting.slice(0, TOGETHER);
    try {
      await this.#ledger.appendAll(some);
    } catch (error) {
      this.#meter.add('breakwater_scaler_store_faults_total', { store: 'ledger' });
      this.#log.log('warn', 'ledger-not-written', { waiting: this.#waiting.length, reason: String(error) });
      if (!(error instanceof ScalerFault && error.code === 'bad-entry')) return false;
      await this.#sendEach(some);
    }
    const sent = new Set(some);
    this.#waiting = this.#waiting.filter((entry) => !sent.has(entry));
    this.#meter.set('breakwater_scaler_ledger_waiting', {}, this.#waiting.length);
    return true;
  }

  /** One of them cannot be written, ever: the others must not wait for it. */
  async #sendEach(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) {
      await this.#ledger.append(entry).catch((error: unknown) => {
        this.#meter.add('breakwater_scaler_ledger_lost_total', {});
        this.#log.log('error', 'ledger-row-refused', { kind: entry.kind, reason: String(error) });
      });
    }
  }
}
