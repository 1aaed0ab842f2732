import { describe, expect, it } from 'vitest';
import type { Entry } from '#chat';
import { Reader } from './reader.ts';

const entry = (offset: number): Entry => {
  return { offset, at: offset, kind: 'message', id: `id-${offset}`, author: { id: 'a', name: 'A' }, text: '' };
};

describe('a reader', () => {
  it('takes each entry once, in order', () => {
    const reader = new Reader({ epoch: 'e', offset: 4 });

    const verdicts = [4, 5, 5, 7, 6, 7].map((offset) => reader.take('e', entry(offset)));

    expect(verdicts).toEqual(['seen', 'next', 'seen', 'hole', 'next', 'next']);
    expect(reader.position).toEqual({ epoch: 'e', offset: 7 });
  });

  it('begins where it is told once, and later only where a gap says', () => {
    const reader = new Reader(undefined);
    expect(reader.take('e', entry(1))).toBe('hole');

    reader.begin({ epoch: 'e', offset: 8 });
    reader.begin({ epoch: 'e', offset: 20 });
    expect(reader.take('e', entry(9))).toBe('next');
    reader.skip({ epoch: 'f', offset: 0 });

    expect(reader.take('e', entry(10))).toBe('hole');
    expect(reader.take('f', entry(1))).toBe('next');
  });

  it('remembers a bounded number of entries', () => {
    const reader = new Reader({ epoch: 'e', offset: 0 });
    for (let offset = 1; offset <= 1_000; offset++) reader.take('e', entry(offset));

    reader.skip({ epoch: 'f', offset: 0 });

    expect(reader.take('f', entry(1))).toBe('next');
    reader.skip({ epoch: 'g', offset: 999 });
    expect(reader.take('g', entry(1_000))).toBe('seen');
  });
});
