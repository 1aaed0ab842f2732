import { expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { MuteList } from './mute-list.ts';

test('a list is bounded: whose mute would end first makes room', () => {
  const list = new MuteList();
  for (let index = 0; index < LIMITS.mutesPerRoom; index++) list.set(`v${index}`, 0, 1_000 + index);

  list.set('another', 0, 2_500);

  expect(list.list(0)).toHaveLength(LIMITS.mutesPerRoom);
  expect([list.leftMs('v0', 0), list.leftMs('v1', 0), list.leftMs('another', 0)]).toEqual([0, 1_001_000, 2_500_000]);
});

test('who is muted again is muted as the last one said, and those whose time is over are forgotten', () => {
  const list = new MuteList();
  list.set('bob', 0, 100);
  list.set('bob', 0, 10);
  expect(list.leftMs('bob', 4_000)).toBe(6_000);

  list.sweep(10_000);

  expect([list.empty, list.leftMs('bob', 10_000)]).toEqual([true, 0]);
});
