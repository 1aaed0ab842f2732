import { setImmediate } from 'node:timers/promises';
import type { Ledger, LedgerCheck, LedgerEntry, LedgerQuery, LedgerRow } from './ledger.ts';
import { parseLedgerId } from './ledger-id.ts';
import {
  type ChainHead,
  follows,
  idRange,
  linkEntries,
  openRow,
  type PreparedEntry,
  prepareEntry,
  type StoredRow,
} from './ledger-row.ts';
import type { Logger } from './logger.ts';
import type { RowKeeper } from './row-keeper.ts';
import { ScalerFault } from './scaler-fault.ts';

/** Entries that wait to be written; more are refused, so that memory is bounded when the store is slow. */
const MOST_WAITING = 20_000;
/** Entries, and characters of them, that are written in one piece unless one caller gave more: KEDA waits meanwhile. */
const MOST_TOGETHER = 200;
const MOST_CHARACTERS = 200_000;
const MOST_LIMIT = 1_000;
/** Rows that are looked at in one piece: a long look must not keep KEDA waiting. */
const PAGE = 100;
/** Others write between our reading the head and our writing. Each time that they win, they have written something. */
const MOST_TRIES = 100;
/** A broken row is warned of once, for so many rows. */
const MOST_WARNED = 10_000;

interface Waiting {
  readonly entries: readonly PreparedEntry[];
  readonly written: (rows: readonly LedgerRow[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A ledger over any keeper: it makes the chain, and trusts nothing that comes back. What is given at about the same time
 * is written together, since a write that waits for the disk costs the same for one row as for a hundred.
 */
export class LedgerChained implements Ledger {
  readonly #keeper: RowKeeper;
  readonly #log: Logger;
  #waiting: Waiting[] = [];
  #size = 0;
  #writing: Promise<void> | undefined;
  #head: ChainHead | undefined;
  #closed = false;
  readonly #warned = new Set<string>();

  constructor(keeper: RowKeeper, log: Logger) {
    this.#keeper = keeper;
    this.#log = log;
  }

  async append(entry: LedgerEntry): Promise<LedgerRow> {
    const [row] = await this.appendAll([entry]);
    return row as LedgerRow;
  }

  async appendAll(given: readonly LedgerEntry[]): Promise<readonly LedgerRow[]> {
    const entries = given.map(prepareEntry);
    if (entries.length === 0) return [];
    if (this.#closed) throw new ScalerFault('ledger-unavailable', ['it was closed']);
    if (this.#size + entries.length > MOST_WAITING) {
      throw new ScalerFault('ledger-unavailable', [`${this.#size} entries are waiting already`]);
    }
    this.#size += entries.length;
    return new Promise((written, failed) => {
      this.#waiting.push({ entries, written, failed });
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async read(query: LedgerQuery): Promise<readonly LedgerRow[]> {
    const { kind, workload, limit, before } = query;
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST_LIMIT)) {
      throw new ScalerFault('bad-query', [`the limit is ${limit}, must be a whole number from 1 to ${MOST_LIMIT}`]);
    }
    if (before !== undefined && parseLedgerId(before) === undefined) {
      throw new ScalerFault('bad-query', ['"before" must be the id of a row']);
    }
    const range = { kind, workload, ...idRange(query) };
    const rows: LedgerRow[] = [];
    for (let { toId } = range; rows.length < limit; ) {
      const count = limit - rows.length;
      const found = await this.#ask(() => this.#keeper.newest({ ...range, toId }, count));
      rows.push(...found.flatMap((row) => this.#open(row) ?? []));
      const last = found.at(-1);
      if (found.length < count || last === undefined) break;
      toId = last.id;
    }
    return rows;
  }

  async find(id: string): Promise<LedgerRow | undefined> {
    const place = parseLedgerId(id);
    if (place === undefined) return undefined;
    const stored = await this.#ask(() => this.#keeper.at(place.sequence));
    return stored?.id === id ? this.#open(stored) : undefined;
  }

  async verify(): Promise<LedgerCheck> {
    // What comes after it is written while we look, and is looked at the next time.
    const head = await this.#ask(() => this.#keeper.head());
    let last = await this.#ask(() => this.#keeper.anchor());
    const seen = { rows: 0, broken: 0, brokenAt: undefined as string | undefined };
    const note = (id: string) => {
      seen.broken++;
      seen.brokenAt ??= id;
    };
    for await (const row of this.#oldestFirst(last.sequence, head.sequence)) {
      seen.rows++;
      if (openRow(row) === undefined || !follows(row, last)) note(row.id);
      last = row;
    }
    if (last.sequence !== head.sequence || last.hash !== head.hash) note('head');
    const { rows, broken, brokenAt } = seen;
    return { ok: broken === 0, rows, broken, ...(brokenAt !== undefined && { brokenAt }) };
  }

  async prune(beforeAt: number): Promise<number> {
    let forgotten = 0;
    for (let after = (await this.#ask(() => this.#keeper.anchor())).sequence; ; ) {
      const page = await this.#ask(() => this.#keeper.page(after, PAGE));
      const kept = page.findIndex((row) => (openRow(row)?.at ?? Number.NEGATIVE_INFINITY) >= beforeAt);
      const old = kept < 0 ? page : page.slice(0, kept);
      if (old.length > 0) await this.#ask(() => this.#keeper.forget(old));
      forgotten += old.length;
      after = old.at(-1)?.sequence ?? after;
      if (kept >= 0 || page.length < PAGE) return forgotten;
      await setImmediate();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#keeper.close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whoever calls in the same turn of the loop comes along, and others have their turn.
      await setImmediate();
      const together = this.#takeWaiting();
      try {
        const rows = await this.#add(together.flatMap(({ entries }) => entries));
        for (const { entries, written } of together) written(rows.splice(0, entries.length));
      } catch (error) {
        this.#head = undefined;
        for (const { failed } of together) failed(error);
      }
      for (const { entries } of together) this.#size -= entries.length;
    }
  }

  #takeWaiting(): Waiting[] {
    let [count, characters] = [0, 0];
    const after = this.#waiting.findIndex(({ entries }) => {
      count += entries.length;
      characters += entries.reduce((sum, { text }) => sum + text.length, 0);
      return count > MOST_TOGETHER || characters > MOST_CHARACTERS;
    });
    return this.#waiting.splice(0, after < 0 ? this.#waiting.length : Math.max(1, after));
  }

  async #add(entries: readonly PreparedEntry[]): Promise<LedgerRow[]> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const head: ChainHead = this.#head ?? (await this.#ask(() => this.#keeper.head()));
      const rows = linkEntries(head, entries);
      this.#head = await this.#ask(() => this.#keeper.add(rows, head));
      const last = rows.at(-1) as StoredRow;
      if (this.#head.sequence === last.sequence && this.#head.hash === last.hash) {
        return rows.map(({ id, sequence, previousHash, hash }, index) => {
          const { kind, at, workload, data } = entries[index] as PreparedEntry;
          return { id, sequence, kind, at, workload, data, previousHash, hash };
        });
      }
    }
    throw new ScalerFault('ledger-unavailable', [`others wrote first ${MOST_TRIES} times`]);
  }

  async *#oldestFirst(after: number, last: number): AsyncGenerator<StoredRow> {
    for (let sequence = after; sequence < last; ) {
      const page = await this.#ask(() => this.#keeper.page(sequence, PAGE));
      if (page.length === 0) return;
      for (const row of page) if (row.sequence <= last) yield row;
      sequence = (page.at(-1) as StoredRow).sequence;
      await setImmediate();
    }
  }

  #open(stored: StoredRow): LedgerRow | undefined {
    const row = openRow(stored);
    if (row === undefined && !this.#warned.has(stored.id)) {
      if (this.#warned.size < MOST_WARNED) this.#warned.add(stored.id);
      this.#log.log('warn', 'ledger-row-broken', { id: stored.id, sequence: stored.sequence });
    }
    return row;
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      if (error instanceof ScalerFault) throw error;
      throw new ScalerFault('ledger-unavailable', [], error);
    }
  }
}
