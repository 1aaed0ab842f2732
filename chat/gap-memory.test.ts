import { expect, test } from 'vitest';
import { counted } from './fixture.ts';
import { gapBetween } from './gap.ts';
import { GapMemory } from './gap-memory.ts';

const HERE = { epoch: 'e2', offset: 100 };

test('what was trimmed answers for everything before it in the same epoch', () => {
  const gaps = new GapMemory();

  gaps.remember(gapBetween('trimmed', { epoch: 'e2', offset: 30 }, HERE));
  gaps.remember(gapBetween('trimmed', { epoch: 'e2', offset: 10 }, HERE));

  const reasons = [0, 30, 31].map((offset) => gaps.reasonFor({ epoch: 'e2', offset }));
  expect(reasons).toEqual(['trimmed', 'trimmed', undefined]);
  expect(gaps.reasonFor({ epoch: 'e1', offset: 0 })).toBeUndefined();
});

test('an epoch that is over stays over, for any offset', () => {
  const gaps = new GapMemory();

  gaps.remember(gapBetween('epoch', { epoch: 'e1', offset: 30 }, HERE));

  expect(gaps.reasonFor({ epoch: 'e1', offset: 900 })).toBe('epoch');
  expect(gaps.reasonFor({ epoch: 'e2', offset: 30 })).toBeUndefined();
});

test('a position ahead of the log is not remembered: the log may get there', () => {
  const gaps = new GapMemory();

  gaps.remember(gapBetween('ahead', { epoch: 'e2', offset: 300 }, HERE));

  expect(gaps.reasonFor({ epoch: 'e2', offset: 300 })).toBeUndefined();
});

test('somebody who makes epochs up does not fill the memory: the oldest go', () => {
  const gaps = new GapMemory();

  for (const index of counted(1, 1_000)) gaps.remember(gapBetween('epoch', { epoch: `made${index}`, offset: 0 }, HERE));

  const known = counted(1, 1_000).filter((index) => gaps.reasonFor({ epoch: `made${index}`, offset: 0 }));
  expect(known).toEqual(counted(985, 1_000));
});
