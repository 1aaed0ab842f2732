import { expect, test } from 'vitest';
import type { Position } from '#chat';
import { NO_FINDINGS, type SIGHT_FAULTS, type Sight } from './sight.ts';
import { auditSights } from './sight-audit.ts';

const at = (offset: number, epoch = 'e1'): Position => ({ epoch, offset });
const start = (offset = 0, epoch = 'e1'): Sight => ({ kind: 'start', at: at(offset, epoch) });
const entry = (id: string, offset: number, epoch = 'e1'): Sight => ({ kind: 'entry', at: at(offset, epoch), id });
const gap = (after: Position, from: Position): Sight => ({ kind: 'gap', after, at: from });

/** What is found when `ada-1` to `ada-4` were accepted at 1 to 4, and one reader was told this. */
function found(...sights: Sight[]) {
  return foundWhere([1, 2, 3, 4].map((offset) => [`ada-${offset}`, at(offset)]))(...sights);
}

const foundWhere =
  (list: ReadonlyArray<readonly [string, Position]>) =>
  (...sights: Sight[]) => {
    const accepted = new Map(list);
    const { findings } = auditSights({ accepted, said: new Set(accepted.keys()) }, [{ reader: 'bob', sights }]);
    return findings;
  };

const ALL = [1, 2, 3, 4].map((offset) => entry(`ada-${offset}`, offset));

test('one who was shown everything once, in order, has lost nothing', () => {
  expect(found(start(), ...ALL)).toEqual(NO_FINDINGS);
  expect(found(start(2), ...ALL.slice(2))).toEqual(NO_FINDINGS);
});

test.each<[(typeof SIGHT_FAULTS)[number], string, Sight[]]>([
  ['lost', 'the end never came', [start(), ...ALL.slice(0, 3)]],
  ['lost', 'they went on in a new epoch, where it is not', [start(0, 'e0'), gap(at(0, 'e0'), at(2))]],
  ['untoldGaps', 'the middle was passed over', [start(), ...ALL.slice(0, 1), ...ALL.slice(2)]],
  ['untoldGaps', 'a new epoch began without a word', [start(), ...ALL, entry('ada-4', 1, 'e2')]],
  [
    'untoldGaps',
    'the gap begins after what they had',
    [start(), ...ALL.slice(0, 1), gap(at(3), at(3)), ...ALL.slice(3)],
  ],
  ['doubled', 'one came twice', [start(), ...ALL, entry('ada-4', 5)]],
  ['doubled', 'a told gap led back within an epoch', [start(), ...ALL, gap(at(4), at(2)), ...ALL.slice(2)]],
  ['reordered', 'two came in the other order', [start(), entry('ada-2', 2), entry('ada-1', 1), ...ALL.slice(2)]],
  [
    'reordered',
    'what a sender said came in another order',
    [start(), entry('ada-2', 1), entry('ada-1', 2), ...ALL.slice(2)],
  ],
  [
    'misplaced',
    'it is elsewhere than its sender was told',
    [start(), entry('ada-2', 1), entry('ada-1', 2), ...ALL.slice(2)],
  ],
  ['misplaced', 'nobody ever said that', [start(), ...ALL, entry('eve-1', 5)]],
])('it is found as %s when %s', (fault, _, sights) => {
  expect(found(...sights)[fault]).toBeGreaterThan(0);
});

test('what a told gap covers is not lost, and what comes again after it is not doubled', () => {
  const trimmed = found(start(), entry('ada-1', 1), gap(at(1), at(3)), entry('ada-4', 4));
  const anew = found(start(), ...ALL.slice(0, 2), gap(at(2), at(0, 'e2')), entry('ada-1', 1, 'e2'));
  const jumped = found(
    start(),
    ...ALL.slice(0, 2),
    gap(at(2), at(0, 'e2')),
    entry('ada-1', 1, 'e2'),
    entry('ada-4', 4, 'e2'),
  );

  expect([trimmed, anew]).toEqual([
    { ...NO_FINDINGS, told: 2 },
    { ...NO_FINDINGS, told: 2, toldAgain: 1 },
  ]);
  expect(jumped.untoldGaps).toBe(1);
});

test('who has a message already may be led past it where it is, and past no other', () => {
  // ada-1 and ada-2 were at 1 and 2 before the failover, and are there after it; ada-3 was lost, and ada-4 is in its place.
  const lost = foundWhere([
    ['ada-1', at(1)],
    ['ada-2', at(2)],
    ['ada-3', at(3)],
    ['ada-4', at(3, 'e2')],
  ]);
  const before = [start(), entry('ada-1', 1), entry('ada-2', 2), entry('ada-3', 3), gap(at(3), at(0, 'e2'))];

  expect(lost(...before, entry('ada-4', 3, 'e2'))).toEqual(NO_FINDINGS);
  expect(lost(...before.slice(0, 2), gap(at(1), at(0, 'e2')), entry('ada-4', 3, 'e2')).untoldGaps).toBe(1);
  expect(lost(...before, entry('ada-9', 4, 'e2')).untoldGaps).toBe(1);
});

test('what was lost after it was shown may be passed over where it was said again, once', () => {
  const again = foundWhere([
    ['ada-1', at(1)],
    ['ada-3', at(2, 'e2')],
    ['ada-4', at(3, 'e2')],
  ]);
  const before = [start(), entry('ada-1', 1), gap(at(1), at(0, 'e2'))];

  expect(again(...before, entry('ada-3', 2, 'e2'), entry('ada-4', 3, 'e2'))).toEqual(NO_FINDINGS);
  expect(again(...before, entry('ada-3', 2, 'e2'), entry('ada-4', 4, 'e2')).untoldGaps).toBe(1);
});

test('a message that was accepted, lost and comes after all may come late; one that was not lost may not', () => {
  const told = [start(), gap(at(0), at(0, 'e2')), entry('ada-2', 1, 'e2'), entry('ada-1', 2, 'e2')];

  expect(
    foundWhere([
      ['ada-1', at(1)],
      ['ada-2', at(1, 'e2')],
    ])(...told).reordered,
  ).toBe(0);
  expect(
    foundWhere([
      ['ada-1', at(2, 'e2')],
      ['ada-2', at(1, 'e2')],
    ])(...told).reordered,
  ).toBe(1);
});

test('two messages at one place are found, whoever was told of each', () => {
  expect(
    foundWhere([
      ['ada-1', at(1)],
      ['bob-1', at(1)],
    ])(start(), entry('ada-1', 1)).misplaced,
  ).toBe(1);
});
