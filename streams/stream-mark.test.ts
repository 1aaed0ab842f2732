import { describe, expect, test } from 'vitest';
import { compareIds, type StreamLook, type StreamMark, wentBack } from './stream-mark.ts';

const mark: StreamMark = { epoch: 'k2', id: '100-5', seen: true };
const look: StreamLook = { epoch: 'k2', last: '100-5', first: '90-0', has: true };

test('ids are compared as numbers, not as text', () => {
  const ids = ['100-10', '9-3', '100-9', '18446744073709551615-0'];

  ids.sort(compareIds);

  expect(ids).toEqual(['9-3', '100-9', '100-10', '18446744073709551615-0']);
  expect(compareIds('7-1', '7-1')).toBe(0);
});

describe('a stream went back when', () => {
  test.each<[string, StreamMark, StreamLook]>([
    ['it gives lower ids than it gave', mark, { ...look, last: '100-4', has: false }],
    ['it is gone and its epoch is not', mark, { ...look, last: '0-0', first: undefined, has: false }],
    ['an entry that was read is missing and older ones are there', mark, { ...look, last: '200-0', has: false }],
    ['its epoch is one from before', { ...mark, epoch: 'k3' }, look],
  ])('%s', (_, before, now) => {
    expect(wentBack(before, now)).toBe(true);
  });
});

describe('a stream did not go back when', () => {
  test.each<[string, StreamMark, StreamLook]>([
    ['nothing changed', mark, look],
    ['it went on', mark, { ...look, last: '300-0' }],
    [
      'what was read is trimmed, and everything older too',
      mark,
      { ...look, last: '300-0', first: '200-0', has: false },
    ],
    ['nothing was read of it yet', { ...mark, seen: false }, { ...look, last: '300-0', has: false }],
    ['there is no epoch: everything was lost, which is another thing', mark, { ...look, epoch: undefined }],
  ])('%s', (_, before, now) => {
    expect(wentBack(before, now)).toBe(false);
  });
});
