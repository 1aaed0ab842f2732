import type { RoomId } from './room-id.ts';
import type { Identity, Role } from './visitor.ts';

/** What the roles may do, in one table. A right of a room can also be given, or kept back, by a token's claim `rooms`. */
export const RIGHTS = {
  read: {
    ofRoom: true,
    roles: ['member', 'moderator', 'service', 'reader'],
    meaning: 'Come into a room, read its messages and members',
  },
  say: { ofRoom: true, roles: ['member', 'moderator', 'service'], meaning: 'Say something in a room' },
  moderate: { ofRoom: true, roles: ['moderator'], meaning: 'Remove, mute and send out of a room what others do there' },
  ban: { ofRoom: false, roles: ['moderator', 'service'], meaning: 'Ban visitors and revoke tokens, everywhere' },
  analyse: { ofRoom: false, roles: ['moderator', 'service', 'reader'], meaning: 'See the analytics' },
} as const satisfies Record<string, { ofRoom: boolean; roles: readonly Role[]; meaning: string }>;

export type Right = keyof typeof RIGHTS;

/** What somebody may do in the rooms of a pattern: a name, or the beginning of names and a `*`. */
export interface RoomGrant {
  readonly pattern: string;
  readonly rights: readonly Right[];
}

/**
 * Whether somebody may do something. A token with a claim `rooms` opens those rooms alone, with the rights that stand
 * there, whatever its roles; what is not about one room is always a matter of roles.
 *
 * @example
 * const reader = { visitor: { id: 'r', name: 'R' }, roles: ['reader'], issuedAt: 0, expiresAt: 1 };
 * may(reader, 'say', 'lobby') // => false
 * may({ ...reader, rooms: [{ pattern: 'team-*', rights: ['read', 'say'] }] }, 'say', 'team-1') // => true
 */
export function may(identity: Identity, right: Right, room: RoomId | string): boolean {
  const { ofRoom, roles } = RIGHTS[right];
  if (ofRoom && identity.rooms) return grantsFor(identity.rooms, room).some(({ rights }) => rights.includes(right));
  return identity.roles.some((role) => (roles as readonly Role[]).includes(role));
}

/**
 * The same identity with no more of its grants than those for this room: what a socket has to remember stays small,
 * however many rooms the token opens.
 */
export function identityIn(identity: Identity, room: RoomId): Identity {
  if (identity.rooms === undefined) return identity;
  const rights = [...new Set(grantsFor(identity.rooms, room).flatMap((grant) => grant.rights))];
  return { ...identity, rooms: [{ pattern: room, rights }] };
}

function grantsFor(grants: readonly RoomGrant[], room: string): readonly RoomGrant[] {
  return grants.filter(({ pattern }) =>
    pattern.endsWith('*') ? room.startsWith(pattern.slice(0, -1)) : room === pattern,
  );
}

const MOST_GRANTS = 64;
const PATTERN = /^(?:[a-z0-9][a-z0-9._-]{0,63}\*?|\*)$/;

/**
 * Reads the claim `rooms`: rights by the pattern of a room's name. `undefined` when it is wrong, which a token must not
 * be: a right that was misspelt must not become another one.
 *
 * @example
 * parseGrants({ 'team-*': ['read'] }) // => [{ pattern: 'team-*', rights: ['read'] }]
 * parseGrants({ lobby: ['shout'] }) // => undefined
 */
export function parseGrants(claim: unknown): readonly RoomGrant[] | undefined {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim)) return undefined;
  const entries = Object.entries(claim);
  if (entries.length > MOST_GRANTS) return undefined;
  const grants: RoomGrant[] = [];
  for (const [pattern, rights] of entries) {
    if (!PATTERN.test(pattern) || !Array.isArray(rights) || !rights.every(isRoomRight)) return undefined;
    grants.push({ pattern, rights: [...new Set(rights)] });
  }
  return grants;
}

function isRoomRight(text: unknown): text is Right {
  return typeof text === 'string' && Object.hasOwn(RIGHTS, text) && RIGHTS[text as Right].ofRoom;
}
