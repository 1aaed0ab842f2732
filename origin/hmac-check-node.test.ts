import { describe, expect, test } from 'vitest';
import { hmacCheckWeb } from '#app';
import { hmacCheckNode } from './hmac-check-node.ts';

/** RFC 4231, 4.3. */
const KEY = 'Jefe';
const TEXT = 'what do ya want for nothing?';
const SIGNATURE = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe.each([
  ['Node', hmacCheckNode],
  ['the web', hmacCheckWeb],
])('the signature check of %s', (_, newCheck) => {
  test('takes what was signed with its secret', async () => {
    expect(await newCheck(KEY)(TEXT, bytesOf(SIGNATURE))).toBe(true);
  });

  test.each([
    ['another secret', 'Jef', TEXT, SIGNATURE],
    ['another text', KEY, `${TEXT}?`, SIGNATURE],
    ['a signature with another end', KEY, TEXT, SIGNATURE.replace(/3$/, '2')],
    ['a signature that is too short', KEY, TEXT, SIGNATURE.slice(0, -2)],
    ['a signature that is too long', KEY, TEXT, `${SIGNATURE}00`],
    ['no signature', KEY, TEXT, ''],
  ])('refuses %s', async (_case, secret, text, signature) => {
    expect(await newCheck(secret)(text, bytesOf(signature))).toBe(false);
  });
});
