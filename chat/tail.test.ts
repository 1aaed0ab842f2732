import { describe, expect, test } from 'vitest';
import { type SealedEntry, sealEntry } from './entry.ts';
import { counted } from './fixture.ts';
import { Tail } from './tail.ts';

const KEPT = { entries: 5, seconds: 60 };

function entries(first: number, last: number, at = 0): SealedEntry[] {
  return counted(first, last).map((offset) => sealEntry(offset, at, '{}'));
}

function tailOf(first: number, last: number): Tail {
  return new Tail({ epoch: 'e1', head: last, entries: entries(first, last) });
}

function offsets(list: readonly SealedEntry[] | undefined): number[] | undefined {
  return list?.map(({ offset }) => offset);
}

describe('a batch', () => {
  test.each([
    ['continues', 4, 5, [4, 5]],
    ['overlaps', 2, 5, [4, 5]],
    ['is old', 1, 3, []],
    ['leaves a hole', 5, 6, undefined],
  ])('that %s', (_name, first, last, expected) => {
    expect(offsets(tailOf(1, 3).fresh({ epoch: 'e1', entries: entries(first, last) }))).toEqual(expected);
  });

  test('with a hole inside, or of another epoch, does not continue', () => {
    const tail = tailOf(1, 3);

    const holed = tail.fresh({ epoch: 'e1', entries: entries(4, 7).filter(({ offset }) => offset !== 5) });

    expect(holed).toBeUndefined();
    expect(tail.fresh({ epoch: 'e2', entries: entries(4, 5) })).toBeUndefined();
  });
});

describe('a position', () => {
  test.each([
    ['of the beginning', 'e1', 0, counted(1, 3)],
    ['inside', 'e1', 2, [3]],
    ['of the newest', 'e1', 3, undefined],
  ])('%s', (_name, epoch, offset, expected) => {
    const tail = tailOf(1, 3);

    expect(tail.continues({ epoch, offset })).toBe(true);
    expect(offsets(tail.pieceAfter({ epoch, offset })?.batch.entries)).toEqual(expected);
  });

  test('ahead or of another epoch is for the log to answer', () => {
    const tail = tailOf(1, 3);

    expect([tail.continues({ epoch: 'e1', offset: 4 }), tail.continues({ epoch: 'e2', offset: 2 })]).toEqual([
      false,
      false,
    ]);
  });

  test('before what is held is for the log to answer', () => {
    const tail = tailOf(4, 9);

    expect(tail.continues({ epoch: 'e1', offset: 2 })).toBe(false);
    expect(offsets(tail.pieceAfter({ epoch: 'e1', offset: 3 })?.batch.entries)).toEqual(counted(4, 9));
  });

  test('of a tail whose entries have all gone is good only if it is the newest', () => {
    const tail = new Tail({ epoch: 'e1', head: 9, entries: [] });

    expect(tail.head).toEqual({ epoch: 'e1', offset: 9 });
    expect(tail.continues({ epoch: 'e1', offset: 9 })).toBe(true);
    expect(tail.continues({ epoch: 'e1', offset: 8 })).toBe(false);
  });

  test('that many come back from is answered with one frame, made once, until there is more', () => {
    const tail = tailOf(1, 5);

    const first = tail.pieceAfter({ epoch: 'e1', offset: 2 });
    const second = tail.pieceAfter({ epoch: 'e1', offset: 2 });
    tail.push(entries(6, 6), KEPT, 0);

    expect(second).toBe(first);
    expect(offsets(tail.pieceAfter({ epoch: 'e1', offset: 2 })?.batch.entries)).toEqual([3, 4, 5, 6]);
  });

  test('that much follows is answered in frames of bounded length, each with one entry at least', () => {
    const long = counted(1, 4).map((offset) => sealEntry(offset, 0, `{"text":"${'x'.repeat(40_000)}"}`));
    const tail = new Tail({ epoch: 'e1', head: 4, entries: long });

    expect(offsets(tail.pieceAfter({ epoch: 'e1', offset: 1 })?.batch.entries)).toEqual([2]);
  });
});

test('the newest are given with the position before them', () => {
  const tail = tailOf(1, 5);

  expect(tail.start(2)).toEqual({ epoch: 'e1', offset: 3 });
  expect(tail.latest).toEqual({ from: { epoch: 'e1', offset: 0 }, entries: entries(1, 5) });
  expect(new Tail({ epoch: 'e1', head: 9, entries: [] }).latest).toEqual({
    from: { epoch: 'e1', offset: 9 },
    entries: [],
  });
});

test('what is too many or too old goes', () => {
  const tail = tailOf(1, 3);

  tail.push(entries(4, 7, 50_000), KEPT, 50_000);
  expect(offsets(tail.latest.entries)).toEqual([3, 4, 5, 6, 7]);
  tail.trim(KEPT, 60_001);
  expect(offsets(tail.latest.entries)).toEqual([4, 5, 6, 7]);
  tail.trim(KEPT, 200_000);

  expect([tail.latest.entries, tail.head.offset]).toEqual([[], 7]);
});
