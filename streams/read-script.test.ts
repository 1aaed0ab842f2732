import { expect, test } from 'vitest';
import { sealEntry } from '#chat';
import { parseSlice } from './read-script.ts';

const row = (offset: number, json = sealEntry(offset, 5, '{"kind":"message"}').json) => [`${offset}-5`, ['json', json]];
const offsets = (slice: ReturnType<typeof parseSlice>) => slice?.entries.map((entry) => entry.offset);

const after = { epoch: 'k1', offset: 3 };

test('what follows the position is handed out when it is whole', () => {
  const slice = parseSlice(['k1', '8', '', [row(4), row(5)]], { after, limit: 2 });

  expect(slice).toMatchObject({ epoch: 'k1', head: 8 });
  expect([offsets(slice), slice?.gap]).toEqual([[4, 5], undefined]);
});

test.each([
  ['a hole', [row(4), row(6)]],
  ['a hole right at the beginning', [row(6), row(7)]],
  ['a corrupt entry', [row(4), row(5, '{"offset":5,"at":5')]],
  ['an entry that says it is another one', [row(4), row(5, sealEntry(9, 5, '{"kind":"message"}').json)]],
])('%s after the position is no answer', (_, rows) => {
  expect(parseSlice(['k1', '8', '', rows as never], { after, limit: 10 })).toBeUndefined();
});

test('somebody who is new gets the newest entries behind the last hole', () => {
  const slice = parseSlice(['k1', '8', '', [row(4), row(7), row(8)]], { limit: 10 });

  expect([offsets(slice), slice?.gap]).toEqual([[7, 8], undefined]);
});

test('a gap says where the newest entries begin, or that there is none', () => {
  const slice = parseSlice(['k1', '8', 'trimmed', [row(7), row(8)]], { after, limit: 2 });
  const empty = parseSlice(['k1', '8', 'trimmed', []], { after, limit: 2 });

  expect(slice?.gap).toEqual({ reason: 'trimmed', after, from: { epoch: 'k1', offset: 6 }, missing: 3 });
  expect(empty?.gap).toEqual({ reason: 'trimmed', after, from: { epoch: 'k1', offset: 8 }, missing: 5 });
});
