import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Ledger, LedgerEntry, LedgerRow } from './ledger.ts';

/** A ledger under trial, empty, and what cannot be done to it through its own door. */
export interface LedgerTrial {
  readonly ledger: Ledger;
  /** The ids of rows that were warned of. */
  readonly warned: readonly string[];
  /** Changes one character of a row's body, or takes the row away, behind the ledger's back. */
  spoil(sequence: number, how: 'change' | 'remove'): Promise<void>;
  /** The same ledger as another process opens it; undefined where that cannot be. */
  again?: () => Promise<Ledger>;
}

/** One promise of the port. It throws where the promise does not hold. */
export interface LedgerPromise {
  readonly name: string;
  try(trial: LedgerTrial): Promise<void>;
}

const AT = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

function entry(minute: number, over: Partial<LedgerEntry> = {}): LedgerEntry {
  return { kind: 'decision', at: AT + minute * MINUTE, workload: 'shop/chat', data: { minute }, ...over };
}

async function written(ledger: Ledger, count: number): Promise<readonly LedgerRow[]> {
  return ledger.appendAll(Array.from({ length: count }, (_, minute) => entry(minute)));
}

const minutesOf = (rows: readonly LedgerRow[]) => rows.map(({ data }) => (data as { minute: number }).minute);

/** What every ledger promises: at least one for each MUST of the port. */
export const LEDGER_PROMISES: readonly LedgerPromise[] = [
  {
    name: 'what was written is found and read as it was, text of every kind too',
    async try({ ledger }) {
      const data = { why: 'ä " \\ \u2028 😀 </script>', none: null, path: [1.5, -0, 1e300], deep: { a: [{}] } };
      const row = await ledger.append(entry(0, { kind: 'change', workload: null, data }));
      assert.deepEqual(await ledger.find(row.id), { ...row, data: JSON.parse(canonicalJson(data)) });
      assert.deepEqual(await ledger.read({ limit: 10 }), [await ledger.find(row.id)]);
      assert.equal(row.at, AT);
      assert.equal(await ledger.find('0mi8dmd40-000000016'), undefined);
      assert.equal(await ledger.find("' OR 1=1 --"), undefined);
    },
  },
  {
    name: 'each row names the hash of the one before, and anybody can make it again',
    async try({ ledger }) {
      const rows = await written(ledger, 3);
      assert.deepEqual(
        rows.map(({ sequence }) => sequence),
        [1, 2, 3],
      );
      let previous = '0'.repeat(64);
      for (const { id, kind, at, workload, data, previousHash, hash } of rows) {
        assert.equal(previousHash, previous);
        const text = previousHash + canonicalJson({ id, kind, at, workload, data });
        previous = createHash('sha256').update(text).digest('hex');
        assert.equal(hash, previous);
      }
      assert.deepEqual(await ledger.verify(), { ok: true, rows: 3, broken: 0 });
    },
  },
  {
    name: 'the newest come first, by kind, workload and time, a page after the other',
    async try({ ledger }) {
      const others = [entry(1, { kind: 'event' }), entry(2, { workload: 'bank/chat' }), entry(3, { workload: null })];
      await ledger.appendAll([...others, ...[0, 1, 2, 3, 4, 5, 6].map((minute) => entry(minute))]);
      const query = { kind: 'decision', workload: 'shop/chat', limit: 3 } as const;
      const first = await ledger.read(query);
      assert.deepEqual(minutesOf(first), [6, 5, 4]);
      const second = await ledger.read({ ...query, before: first.at(-1)?.id });
      assert.deepEqual(minutesOf(second), [3, 2, 1]);
      assert.deepEqual(minutesOf(await ledger.read({ ...query, before: second.at(-1)?.id })), [0]);
      const times = { fromAt: AT + 2 * MINUTE, toAt: AT + 5 * MINUTE };
      assert.deepEqual(minutesOf(await ledger.read({ ...query, ...times, limit: 9 })), [4, 3, 2]);
      assert.deepEqual(minutesOf(await ledger.read({ kind: 'event', limit: 9 })), [1]);
      assert.equal((await ledger.read({ workload: 'shop/chat', limit: 9 })).length, 8);
      assert.equal((await ledger.read({ limit: 1000 })).length, 10);
      assert.deepEqual(await ledger.read({ workload: 'shop', limit: 9 }), []);
      assert.deepEqual(minutesOf(await ledger.read({ workload: null, limit: 9 })), [3]);
      assert.deepEqual(minutesOf(await ledger.read({ kind: 'event', workload: null, limit: 9 })), []);
      assert.deepEqual(await ledger.read({ fromAt: AT + MINUTE, toAt: AT, limit: 9 }), []);
    },
  },
  {
    name: 'what is written late takes its place by time, and the chain stays whole',
    async try({ ledger }) {
      for (const minute of [5, 3, 9, 3, 0]) await ledger.append(entry(minute));
      const rows = await ledger.read({ limit: 10 });
      assert.deepEqual(minutesOf(rows), [9, 5, 3, 3, 0]);
      assert.deepEqual(
        rows
          .map(({ id }) => id)
          .sort()
          .reverse(),
        rows.map(({ id }) => id),
      );
      assert.equal((await ledger.verify()).ok, true);
    },
  },
  {
    name: 'many at once become one chain, each caller’s entries together',
    async try({ ledger }) {
      const callers = Array.from({ length: 40 }, (_, caller) =>
        [caller, caller, caller].map((minute) => entry(minute)),
      );
      const answers = await Promise.all(callers.map((entries) => ledger.appendAll(entries)));
      for (const [caller, rows] of answers.entries()) {
        assert.deepEqual(minutesOf(rows), [caller, caller, caller]);
        assert.equal(rows[2]?.sequence, (rows[0]?.sequence ?? 0) + 2);
      }
      assert.deepEqual(await ledger.verify(), { ok: true, rows: 120, broken: 0 });
    },
  },
  {
    name: 'two processes write one chain',
    async try({ ledger, again }) {
      if (again === undefined) return;
      const other = await again();
      const both = [ledger, other].map(async (one, process) => {
        for (let minute = 0; minute < 25; minute++) await one.append(entry(minute, { data: { minute, process } }));
      });
      await Promise.all(both);
      assert.deepEqual(await other.verify(), { ok: true, rows: 50, broken: 0 });
      assert.deepEqual(await ledger.read({ limit: 100 }), await other.read({ limit: 100 }));
      await other.close();
    },
  },
  {
    name: 'a changed row is told of, left out with one warning, and stands in nobody’s way',
    async try({ ledger, spoil, warned }) {
      const rows = await written(ledger, 5);
      const id = rows[2]?.id as string;
      await spoil(3, 'change');
      assert.deepEqual(await ledger.verify(), { ok: false, rows: 5, broken: 1, brokenAt: id });
      assert.deepEqual(minutesOf(await ledger.read({ limit: 4 })), [4, 3, 1, 0]);
      assert.equal(await ledger.find(id), undefined);
      assert.deepEqual(warned, [id]);
      await ledger.append(entry(9));
      assert.deepEqual(minutesOf(await ledger.read({ kind: 'decision', limit: 3 })), [9, 4, 3]);
      assert.equal((await ledger.verify()).broken, 1);
    },
  },
  {
    name: 'a row that is gone is missed, in the middle and at the end',
    async try({ ledger, spoil }) {
      const rows = await written(ledger, 5);
      await spoil(2, 'remove');
      assert.deepEqual(await ledger.verify(), { ok: false, rows: 4, broken: 1, brokenAt: rows[2]?.id as string });
      assert.deepEqual(minutesOf(await ledger.read({ limit: 9 })), [4, 3, 2, 0]);
      await spoil(5, 'remove');
      assert.deepEqual(await ledger.verify(), { ok: false, rows: 3, broken: 2, brokenAt: rows[2]?.id as string });
      assert.deepEqual(minutesOf([await ledger.append(entry(7))]), [7]);
      assert.deepEqual(minutesOf(await ledger.read({ limit: 9 })), [7, 3, 2, 0]);
    },
  },
  {
    name: 'the last row being gone is missed too',
    async try({ ledger, spoil }) {
      await written(ledger, 3);
      await spoil(3, 'remove');
      assert.deepEqual(await ledger.verify(), { ok: false, rows: 2, broken: 1, brokenAt: 'head' });
    },
  },
  {
    name: 'what is too old is forgotten from the oldest on, and the rest still verifies and goes on',
    async try({ ledger, spoil }) {
      await written(ledger, 8);
      await spoil(2, 'change');
      assert.equal(await ledger.prune(AT + 5 * MINUTE), 5);
      assert.deepEqual(minutesOf(await ledger.read({ limit: 9 })), [7, 6, 5]);
      assert.deepEqual(await ledger.verify(), { ok: true, rows: 3, broken: 0 });
      await ledger.append(entry(0));
      assert.equal(await ledger.prune(AT + 5 * MINUTE), 0);
      assert.deepEqual(await ledger.verify(), { ok: true, rows: 4, broken: 0 });
      assert.equal(await ledger.prune(AT + 99 * MINUTE), 4);
      assert.deepEqual(await ledger.read({ limit: 9 }), []);
      assert.equal((await ledger.append(entry(0))).sequence, 10);
      assert.deepEqual(await ledger.verify(), { ok: true, rows: 1, broken: 0 });
    },
  },
  {
    name: 'an entry that cannot be kept is refused, and with it all that came with it',
    async try({ ledger }) {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      const bad: ReadonlyArray<Partial<LedgerEntry>> = [
        { at: Number.NaN },
        { at: 1.5 },
        { at: -1 },
        { at: 1e15 },
        { kind: 'gossip' as never },
        { workload: '' },
        { workload: 'x'.repeat(201) },
        { data: 'x'.repeat(1_048_577) },
        { data: cycle },
        { data: 1n },
      ];
      for (const over of bad) {
        await assert.rejects(ledger.appendAll([entry(0), entry(1, over)]), { code: 'bad-entry' });
      }
      assert.deepEqual(await ledger.read({ limit: 9 }), []);
      assert.deepEqual(await ledger.appendAll([]), []);
    },
  },
  {
    name: 'a question that is none is refused',
    async try({ ledger }) {
      for (const limit of [0, 1001, 1.5, Number.NaN])
        await assert.rejects(ledger.read({ limit }), { code: 'bad-query' });
      await assert.rejects(ledger.read({ limit: 1, before: 'now' }), { code: 'bad-query' });
    },
  },
  {
    name: 'what is under way when it closes is finished, and nothing is taken afterwards',
    async try({ ledger, again }) {
      const writing = ledger.append(entry(0));
      await ledger.close();
      const row = await writing;
      await assert.rejects(ledger.append(entry(1)), { code: 'ledger-unavailable' });
      if (again === undefined) return;
      const other = await again();
      assert.deepEqual(minutesOf(await other.read({ limit: 9 })), [0]);
      assert.equal((await other.find(row.id))?.hash, row.hash);
      await other.close();
    },
  },
];
