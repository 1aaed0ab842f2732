import { describe, expect, it } from 'vitest';
import { MOMENT_MS, overdue, type Pending, undecided, withChange, without, withPending } from './pending.ts';

const one: Pending = { id: 'one', text: 'One', from: 'canvas', writtenAt: 1_000, status: 'waiting' };

describe('what is not sent', () => {
  it('is there once for each id, the latest at the end', () => {
    const all = withPending(withPending(withPending([], one), { ...one, id: 'two' }), { ...one, text: 'again' });

    expect(all.map(({ id, text }) => `${id} ${text}`)).toEqual(['two One', 'one again']);
    expect(without(all, 'one').map(({ id }) => id)).toEqual(['two']);
    expect(without(all, 'three')).toBe(all);
  });

  it('is overdue after its moment if it was written on the canvas, and never if it was written in the chat', () => {
    const all = [one, { ...one, id: 'chat', from: 'chat' as const }, { ...one, id: 'held', status: 'held' as const }];

    expect(overdue(all, 1_000 + MOMENT_MS - 1)).toEqual([]);
    expect(overdue(all, 1_000 + MOMENT_MS).map(({ id }) => id)).toEqual(['one']);
  });

  it('waits for a person when it was held back or refused', () => {
    const all = withChange([one, { ...one, id: 'two' }], 'two', { status: 'failed', why: 'Muted' });

    expect(undecided(all)).toEqual([{ ...one, id: 'two', status: 'failed', why: 'Muted' }]);
  });
});
