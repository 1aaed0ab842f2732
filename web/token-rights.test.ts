import { expect, it } from 'vitest';
import { seemsModerator } from './token-rights.ts';

const token = (claims: object) => `head.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_')}.sign`;

it.each([
  [{ roles: ['member'] }, false],
  [{ roles: ['member', 'moderator'] }, true],
  [{ roles: 'moderator' }, false],
  // A claim about rooms counts alone.
  [{ roles: ['moderator'], rooms: { lobby: ['read'] } }, false],
  [{ rooms: { 'lob*': ['read', 'moderate'] } }, true],
  [{ rooms: { tea: ['moderate'] } }, false],
])('reads %j as %s', (claims, expected) => {
  expect(seemsModerator(token(claims), 'lobby')).toBe(expected);
});

it('makes nobody a moderator of what it cannot read', () => {
  for (const text of ['', '.', 'a.b.c', 'a.bnVsbA.c', 'a.W10.c']) expect(seemsModerator(text, 'lobby')).toBe(false);
});
