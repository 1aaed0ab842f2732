import { describe, expect, test } from 'vitest';
import { type Act, actFault, changeFault, draftAct, parseAct } from './act.ts';
import { type MessageEntry, openEntry, sealEntry } from './entry.ts';
import { ADA, BOB, LOBBY } from './fixture.ts';
import type { Identity, Role } from './visitor.ts';

const target = { epoch: 'k3', offset: 7 };
const MESSAGE: MessageEntry = { offset: 7, at: 1, kind: 'message', id: 'message-1', author: ADA, text: 'hello' };

function identity(visitor = ADA, ...roles: Role[]): Identity {
  return { visitor, roles: roles.length > 0 ? roles : ['member'], issuedAt: 0, expiresAt: 9e15 };
}

const ACTS: readonly Act[] = [
  { type: 'say', id: 'message-1', text: 'hello', place: { x: 1, y: 2 } },
  { type: 'edit', id: 'change-01', target, text: 'hello there' },
  { type: 'delete', id: 'change-02', target },
  { type: 'react', id: 'change-03', target, emoji: '👍' },
  { type: 'unreact', id: 'change-04', target, emoji: '👍' },
  { type: 'mute', id: 'change-05', visitorId: 'bob', seconds: 60 },
  { type: 'unmute', id: 'change-06', visitorId: 'bob' },
  { type: 'kick', id: 'change-07', visitorId: 'bob' },
];

describe('every act', () => {
  test.each(ACTS.map((act) => [act.type, act] as const))('"%s" becomes an entry that can be read', (type, act) => {
    const { body } = draftAct(parseAct(act), ADA);

    const entry = openEntry(sealEntry(9, 1000, body));

    const { type: _type, ...rest } = act;
    const about = 'target' in act ? { target: 7 } : {};
    const kind = type === 'say' ? 'message' : type;
    expect(entry).toEqual({ offset: 9, at: 1000, kind, author: ADA, ...rest, ...about });
  });

  test.each(ACTS.map((act) => [act.type, act] as const))('"%s" needs an id that is one', (_type, act) => {
    expect(() => parseAct({ ...act, id: 'short' })).toThrow(expect.objectContaining({ code: 'bad-message-id' }));
  });
});

test('who is muted may do what says nothing', () => {
  const silent = ACTS.filter((act) => draftAct(act, ADA).silent).map(({ type }) => type);

  expect(silent).toEqual(['delete', 'unreact', 'mute', 'unmute', 'kick']);
});

test.each([
  ['a reader', 'reader', []],
  ['a member', 'member', ['say', 'edit', 'delete', 'react', 'unreact']],
  ['a service', 'service', ['say', 'edit', 'delete', 'react', 'unreact']],
  ['a moderator', 'moderator', ACTS.map(({ type }) => type)],
] as const)('%s may do what is theirs to do', (_who, role, allowed) => {
  const free = ACTS.filter((act) => actFault(act, identity(ADA, role), LOBBY) === undefined);

  expect(free.map(({ type }) => type)).toEqual(allowed);
});

test.each([
  ['edit', 'its author', identity(ADA), undefined],
  ['edit', 'another', identity(BOB), 'not-yours'],
  ['edit', 'a moderator', identity(BOB, 'moderator'), 'not-yours'],
  ['delete', 'its author', identity(ADA), undefined],
  ['delete', 'another', identity(BOB), 'not-yours'],
  ['delete', 'a moderator', identity(BOB, 'moderator'), undefined],
  ['react', 'another', identity(BOB), undefined],
] as const)('"%s" of a message by %s', (type, _who, who, fault) => {
  const act = { type, id: 'change-01', target, text: 'x', emoji: '👍' } as Parameters<typeof changeFault>[0];

  expect(changeFault(act, who, MESSAGE, LOBBY)).toBe(fault);
  expect(changeFault(act, who, undefined, LOBBY)).toBe('target-gone');
  expect(
    changeFault(act, who, { offset: 7, at: 1, kind: 'delete', id: 'change-09', author: ADA, target: 1 }, LOBBY),
  ).toBe('target-gone');
});
