import { expect, test } from 'vitest';
import { auditViews } from './ledger.ts';

const accepted = new Map([
  ['one', { epoch: 'e', offset: 1 }],
  ['two', { epoch: 'e', offset: 2 }],
]);
const one = { id: 'one', offset: 1 };
const two = { id: 'two', offset: 2 };

test('a view of everything once and in order is right', () => {
  expect(auditViews(accepted, [{ reader: 'ada', entries: [one, two] }])).toEqual([]);
});

test.each([
  ['missing', [one], ['ada: "two" at 2 is missing']],
  ['twice', [one, two, { id: 'two', offset: 3 }], ['ada: "two" came at 2 and again at 3']],
  [
    'a hole',
    [one, { id: 'two', offset: 3 }],
    ['ada: "two" at 3 came after 1', 'ada: "two" is at 3, its sender was told 2'],
  ],
  ['out of order', [two, one], ['ada: "one" at 1 came after 2']],
  ['never accepted', [one, two, { id: 'three', offset: 3 }], ['ada: "three" at 3 was never accepted']],
])('a view with something %s is told', (_what, entries, faults) => {
  expect(auditViews(accepted, [{ reader: 'ada', entries }])).toEqual(faults);
});
