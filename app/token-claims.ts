import type { JWTPayload } from 'jose';
import { cleanText, type Identity, parseGrants, parseName, ROLES, type Role } from '#chat';

/** No token is worth more than this from the moment it was issued, whatever its `exp` says. In seconds. */
export const MOST_AGE_SECONDS = 24 * 3600;

const SUBJECT_LENGTH = 128;
/** How much of a subject stands for somebody who has no name: enough to tell two apart, not enough to be read out. */
const SHORT_SUBJECT = 12;

/**
 * Who a payload is about, once its signature and its times were checked; `undefined` when its subject or its name
 * cannot be one, or when its claim `rooms` is wrong.
 *
 * @example
 * identityOf({ sub: 'u1', name: ' Ada ', iat: 0, exp: 60 }) // => { visitor: { id: 'u1', name: 'Ada' }, roles: ['member'], issuedAt: 0, expiresAt: 60000 }
 */
export function identityOf(payload: JWTPayload): Identity | undefined {
  const { sub, exp = 0, iat = 0, jti } = payload;
  if (typeof sub !== 'string' || !isSubject(sub)) return undefined;
  if (jti !== undefined && (typeof jti !== 'string' || !isSubject(jti))) return undefined;
  const rooms = payload.rooms === undefined ? undefined : parseGrants(payload.rooms);
  if (payload.rooms !== undefined && rooms === undefined) return undefined;
  return {
    visitor: { id: sub, name: nameOf(payload.name, sub) },
    roles: rolesOf(payload.roles),
    ...(rooms && { rooms }),
    ...(jti !== undefined && { tokenId: jti }),
    issuedAt: Math.floor(iat * 1000),
    expiresAt: Math.floor(Math.min(exp, iat + MOST_AGE_SECONDS) * 1000),
  };
}

/** A subject, or a token's own name, is shown and compared as it is, so it may hold nothing that text beside other people's may not. */
function isSubject(sub: string): boolean {
  return sub.length <= SUBJECT_LENGTH && sub.trim() !== '' && cleanText(sub) === sub && !/[\n\t]/.test(sub);
}

function nameOf(claim: unknown, sub: string): string {
  for (const text of [claim, [...sub].slice(0, SHORT_SUBJECT).join('')]) {
    if (typeof text !== 'string') continue;
    try {
      return parseName(text);
    } catch {}
  }
  return 'visitor';
}

/** The roles that this house knows. Somebody of whom none is said is a member. */
function rolesOf(claim: unknown): readonly Role[] {
  const known = ROLES.filter((role) => Array.isArray(claim) && claim.includes(role));
  return known.length > 0 ? known : ['member'];
}
