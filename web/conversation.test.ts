import { describe, expect, it } from 'vitest';
import type { MessageEntry } from '#chat';
import {
  beginConversation,
  withEntry,
  withFailure,
  withGap,
  without,
  withPending,
  withReceipt,
} from './conversation.ts';

const entry = (offset: number, id = `id-${offset}`): MessageEntry => {
  return { offset, at: 0, kind: 'message', id, author: { id: 'ada', name: 'Ada' }, text: 'hello' };
};

describe('a conversation', () => {
  it('begins with what the last page left unsent', () => {
    const told = beginConversation([{ id: 'a', text: 'left over', sentAt: 7 }]);

    expect(told).toEqual({ lines: [], pending: [{ id: 'a', text: 'left over', status: 'waiting' }] });
  });

  it('puts an own entry in the place of what was pending, whether its receipt came before or not', () => {
    const said = withPending(withPending(beginConversation([]), 'a', 'hello'), 'b', 'hello');

    const told = withEntry(withEntry(withReceipt(said, 'a'), 'e', entry(1, 'a'), true), 'e', entry(2, 'b'), true);

    expect(told.pending).toEqual([]);
    expect(told.lines.map(({ key }) => key)).toEqual(['e:1', 'e:2']);
  });

  it('does not take a stranger with the same id for oneself', () => {
    const said = withPending(beginConversation([]), 'a', 'hello');

    expect(withEntry(said, 'e', entry(1, 'a'), false).pending).toHaveLength(1);
  });

  it('keeps what failed until it is said again or deleted', () => {
    const failed = withFailure(withPending(beginConversation([]), 'a', 'hello'), 'a', 'It is too long');
    expect(failed.pending).toEqual([{ id: 'a', text: 'hello', status: 'failed', why: 'It is too long' }]);

    expect(withPending(failed, 'a', 'hello').pending).toEqual([{ id: 'a', text: 'hello', status: 'waiting' }]);
    expect(without(failed, 'a').pending).toEqual([]);
  });

  it('shows a gap where it is, and keeps 500 lines', () => {
    let told = withGap(withEntry(beginConversation([]), 'e', entry(1), false), 'A new beginning', undefined);
    expect(told.lines.map(({ kind }) => kind)).toEqual(['entry', 'gap']);

    for (let offset = 2; offset <= 600; offset++) told = withEntry(told, 'e', entry(offset), false);

    expect(told.lines).toHaveLength(500);
    expect(told.lines.at(-1)?.key).toBe('e:600');
  });
});
