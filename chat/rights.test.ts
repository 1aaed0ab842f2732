import { describe, expect, test } from 'vitest';
import { ADA, LOBBY } from './fixture.ts';
import { identityIn, may, parseGrants, RIGHTS, type Right } from './rights.ts';
import { type Identity, ROLES, type Role } from './visitor.ts';

const who = (roles: readonly Role[], rooms?: Identity['rooms']): Identity => ({
  visitor: ADA,
  roles,
  issuedAt: 0,
  expiresAt: 1,
  ...(rooms && { rooms }),
});

test('each role may do what the table says, and nothing else', () => {
  const table = ROLES.map((role) => [
    role,
    (Object.keys(RIGHTS) as Right[]).filter((right) => may(who([role]), right, LOBBY)),
  ]);

  expect(Object.fromEntries(table)).toEqual({
    member: ['read', 'say'],
    moderator: ['read', 'say', 'moderate', 'ban', 'analyse'],
    service: ['read', 'say', 'ban', 'analyse'],
    reader: ['read', 'analyse'],
  });
});

describe('a token that names rooms', () => {
  const grants = parseGrants({ 'team-*': ['read', 'say'], lobby: ['read'], 'team-lead': ['moderate'] });
  const identity = who(['member'], grants);

  test.each<[string, Right[]]>([
    ['team-1', ['read', 'say']],
    ['team-lead', ['read', 'say', 'moderate']],
    ['lobby', ['read']],
    ['lobby-2', []],
    ['teamwork', []],
  ])('opens %s with %j', (room, rights) => {
    expect((Object.keys(RIGHTS) as Right[]).filter((right) => may(identity, right, room))).toEqual(rights);
  });

  test('gives nothing that is not about a room', () => {
    expect(may(who(['member'], parseGrants({ '*': ['read'] })), 'ban', LOBBY)).toBe(false);
    expect(may(who(['service'], []), 'ban', LOBBY)).toBe(true);
  });

  test('is remembered by a socket for its own room only', () => {
    expect(identityIn(identity, LOBBY).rooms).toEqual([{ pattern: 'lobby', rights: ['read'] }]);
    expect(may(identityIn(identity, LOBBY), 'read', 'team-1')).toBe(false);
  });

  test.each([
    null,
    [],
    'lobby',
    { lobby: 'read' },
    { lobby: ['shout'] },
    { lobby: ['ban'] },
    { 'Lobby!': ['read'] },
    { 'a*b': ['read'] },
    { lobby: ['constructor'] },
    Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`room-${index}`, ['read']])),
  ])('is refused when the claim is wrong: %j', (claim) => {
    expect(parseGrants(claim)).toBeUndefined();
  });
});
