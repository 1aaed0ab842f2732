import { describe, expect, it } from 'vitest';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { LedgerOutbox } from './ledger-outbox.ts';
import { NO_METER } from './meter.ts';
import { ScalerFault } from './scaler-fault.ts';

const log = { log() {} };
const entry = (at: number): LedgerEntry => ({ kind: 'decision', at, workload: 'shop/chat', data: {} });

/** A ledger that can be taken away, and refuses what is from a time before 0. */
function ledgerThat(state: { gone: boolean }) {
  const written: number[] = [];
  const appendAll = async (entries: readonly LedgerEntry[]) => {
    if (state.gone) throw new ScalerFault('ledger-unavailable');
    if (entries.some(({ at }) => at < 0)) throw new ScalerFault('bad-entry', ['it is too large']);
    written.push(...entries.map(({ at }) => at));
    return [];
  };
  return { written, ledger: { appendAll, append: (one: LedgerEntry) => appendAll([one]) } as unknown as Ledger };
}

describe('what is to be written down', () => {
  it('is written in its order', async () => {
    const { ledger, written } = ledgerThat({ gone: false });
    const outbox = new LedgerOutbox(ledger, NO_METER, log);

    for (let at = 0; at < 500; at++) outbox.add(entry(at));
    await outbox.empty();

    expect(written).toEqual(Array.from({ length: 500 }, (_, at) => at));
  });

  it('waits for a ledger that is gone, and is written when it is back', async () => {
    const state = { gone: true };
    const { ledger, written } = ledgerThat(state);
    const outbox = new LedgerOutbox(ledger, NO_METER, log, { firstWaitMs: 1, longestWaitMs: 5 });
    outbox.add(entry(1));
    outbox.add(entry(2));

    state.gone = false;
    await outbox.empty();

    expect(written).toEqual([1, 2]);
  });

  it('does not grow without end: the oldest goes', async () => {
    const state = { gone: true };
    const { ledger, written } = ledgerThat(state);
    const outbox = new LedgerOutbox(ledger, NO_METER, log, { most: 3, firstWaitMs: 1, longestWaitMs: 5 });

    for (let at = 1; at <= 5; at++) outbox.add(entry(at));
    state.gone = false;
    await outbox.empty();

    expect(written).toEqual([3, 4, 5]);
  });

  it('is not held up by an entry that can never be written', async () => {
    const { ledger, written } = ledgerThat({ gone: false });
    const outbox = new LedgerOutbox(ledger, NO_METER, log);

    for (const at of [12, -1, 14]) outbox.add(entry(at));
    await outbox.empty();

    expect(written).toEqual([12, 14]);
  });

  it('is tried once more at the end, within a bound, and what is lost is told', async () => {
    const state = { gone: true };
    const { ledger, written } = ledgerThat(state);
    const outbox = new LedgerOutbox(ledger, NO_METER, log, { firstWaitMs: 60_000 });
    outbox.add(entry(1));

    expect(await outbox.close(0.05)).toBe(1);

    const second = new LedgerOutbox(ledger, NO_METER, log, { firstWaitMs: 60_000 });
    second.add(entry(2));
    state.gone = false;
    expect(await second.close(5)).toBe(0);
    expect(written).toEqual([2]);
  });
});
