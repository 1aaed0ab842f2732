import { expect, test } from 'vitest';
import { sealEntry } from '#chat';
import { parseSlice } from './read-script.ts';

const row = (offset: number, json = sealEntry(offset, 5, '{"kind":"message"}').json) => [`${offset}-5`, ['json', json]];
const offsets = (slice: ReturnType<typeof parseSlice>) => slice.entries.map((entry) => entry.offset);

test('a hole is told as a gap, and what follows it is handed out', () => {
  const after = { epoch: 'k1', offset: 3 };

  const slice = parseSlice(['k1', '8', '', [row(4), row(5), row(7), row(8)]], { after, limit: 10 });

  expect(offsets(slice)).toEqual([7, 8]);
  expect(slice.gap).toEqual({ reason: 'trimmed', after, from: { epoch: 'k1', offset: 6 }, missing: 3 });
});

test('a corrupt entry is a hole', () => {
  const after = { epoch: 'k1', offset: 3 };

  const slice = parseSlice(['k1', '5', '', [row(4), row(5, '{"offset":5,"at":5')]], { after, limit: 10 });

  expect(offsets(slice)).toEqual([]);
  expect(slice.gap).toEqual({ reason: 'trimmed', after, from: { epoch: 'k1', offset: 5 }, missing: 2 });
});

test('somebody who is new gets the newest entries without a hole, and no gap', () => {
  const slice = parseSlice(['k1', '8', '', [row(4), row(7), row(8)]], { limit: 10 });

  expect(offsets(slice)).toEqual([7, 8]);
  expect(slice.gap).toBeUndefined();
});

test('a page that begins after the position is a gap too', () => {
  const after = { epoch: 'k1', offset: 3 };

  const slice = parseSlice(['k1', '8', '', [row(6), row(7), row(8)]], { after, limit: 10 });

  expect(slice.gap).toMatchObject({ reason: 'trimmed', missing: 2 });
});
