import { expect, test } from 'vitest';
import { ChatFault } from './fault.ts';

test('a fault keeps no stack, and what comes after it does', () => {
  const fault = new ChatFault('bad-frame');
  const error = new Error('of another kind');

  expect(fault.stack).not.toMatch(/^\s+at /m);
  expect(error.stack).toMatch(/^\s+at /m);
});

test('what broke is the cause of a fault, with its stack', () => {
  const cause = new TypeError('x is not a function');

  const fault = new ChatFault('internal', { cause });

  expect(fault.cause).toBe(cause);
  expect((fault.cause as Error).stack).toMatch(/^\s+at /m);
});
