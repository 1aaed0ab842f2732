import { expect, test } from 'vitest';
import { LedgerChained } from './ledger-chained.ts';
import { LEDGER_PROMISES, type LedgerTrial } from './ledger-suite.ts';
import { RowKeeperMemory } from './row-keeper-memory.ts';

function trial(): LedgerTrial {
  const keeper = new RowKeeperMemory();
  const warned: string[] = [];
  const ledger = new LedgerChained(keeper, { log: (_level, _event, fields) => warned.push(String(fields?.id)) });
  return {
    ledger,
    warned,
    async spoil(sequence, how) {
      keeper.spoil(sequence, (row) =>
        how === 'remove' ? undefined : { ...row, body: row.body.replace('"at"', '"An"') },
      );
    },
  };
}

for (const promise of LEDGER_PROMISES) test(`memory: ${promise.name}`, () => promise.try(trial()));

test('memory: it holds so many rows and no more, and what it holds verifies', async () => {
  const ledger = new LedgerChained(new RowKeeperMemory(10), { log() {} });

  for (let at = 0; at < 95; at++) await ledger.append({ kind: 'decision', at, workload: null, data: at });

  const rows = await ledger.read({ limit: 100 });
  expect(rows.length).toBeLessThanOrEqual(11);
  expect(rows.at(0)?.data).toBe(94);
  expect((await ledger.verify()).ok).toBe(true);
});
