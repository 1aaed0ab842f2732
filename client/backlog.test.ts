import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

const at = (offset: number, epoch = 'one') => ({ epoch, offset });

test('what was said before is read when its head is, and that is said once', () => {
  const backlog = new Backlog();
  backlog.begin(at(3), true);

  const arrivals = [undefined, at(2), at(3), at(4)].map((position) => backlog.arrive(position));

  expect(arrivals).toEqual([undefined, undefined, { recovered: true }, undefined]);
  expect(backlog.isRead).toBe(true);
});

test('a gap into another epoch is where it ends, and then not all of it came', () => {
  const backlog = new Backlog();
  backlog.begin(at(9), true);
  backlog.skip(at(2, 'two'));

  expect(backlog.arrive(at(9))).toBeUndefined();
  expect(backlog.isRead).toBe(false);
  expect(backlog.arrive(at(2, 'two'))).toEqual({ recovered: false });
});
