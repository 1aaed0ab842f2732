import { expect, test } from 'vitest';
import { Anteroom } from './anteroom.ts';

test('when too many wait, the one who waited longest goes; who has left is not asked to', () => {
  const anteroom = new Anteroom(2);
  const gone: string[] = [];
  const enter = (name: string) => anteroom.enter(() => gone.push(name));
  enter('one');
  const leave = enter('two');

  enter('three');
  leave();
  enter('four');
  enter('five');

  expect(gone).toEqual(['one', 'three']);
  expect(anteroom.size).toBe(2);
});
