import { expect, it } from 'vitest';
import { announcement } from './announcer.ts';

it('reads the newest few, and counts the others', () => {
  const heard = Array.from({ length: 9 }, (_, index) => ({ name: 'Ada', text: `call ${index}`, where: 'below' }));

  expect(announcement(heard)).toEqual([
    '6 more messages',
    'Ada: call 6 (below)',
    'Ada: call 7 (below)',
    'Ada: call 8 (below)',
  ]);
  expect(announcement(heard.slice(0, 4))[0]).toBe('1 more message');
});
