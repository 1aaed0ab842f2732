import { expect, test } from 'vitest';
import { afterClose, CLOSES } from './close.ts';
import { ChatFault, FAULTS, type FaultCode, faultOf } from './fault.ts';

test.each([
  [1000, false, false],
  [1001, true, false],
  [1006, true, false],
  [1009, false, false],
  [1012, true, false],
  [4401, true, true],
  [4403, false, false],
  [4508, true, false],
  [1005, true, false],
  [4999, true, false],
])('after %i a client comes back: %s, with a new token: %s', (code, comeBack, renew) => {
  expect(afterClose(code)).toEqual({ comeBack, renew });
});

test('every fault that ends a socket ends it with a code of the table that a program may send', () => {
  const codes = Object.keys(FAULTS).map((code) => new ChatFault(code as FaultCode).closes);

  for (const code of codes.filter((each) => each !== undefined)) {
    expect(CLOSES).toHaveProperty(String(code));
    expect([1000, 1001, 1009, 1011, 1012, 1013].includes(code) || (code >= 3000 && code < 5000)).toBe(true);
  }
});

test('every reason fits into a close frame, and every sentence into a line', () => {
  for (const { name, sentence } of Object.values(CLOSES)) {
    expect(name).toMatch(/^[a-z-]{1,60}$/);
    expect(sentence.length).toBeLessThan(120);
  }
  for (const { sentence, status } of Object.values(FAULTS)) {
    expect(sentence.length).toBeLessThan(120);
    expect(status).toBeGreaterThanOrEqual(400);
  }
});

test('an error that is no fault is told as "internal", with its cause kept and not told', () => {
  const cause = new Error('the password is 1234');

  const fault = faultOf(cause);

  expect([fault.code, fault.status, fault.cause]).toEqual(['internal', 500, cause]);
  expect(fault.message).not.toContain('1234');
  expect(faultOf(fault)).toBe(fault);
});

test('a fault says what was found', () => {
  expect(new ChatFault('text-too-long', { found: 'it has 5000' }).message).toMatch(/\(it has 5000\)$/);
});
