import { decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { AuthConfig } from './config.ts';
import { publicKeys } from './public-keys.ts';
import { ROLES, type Role } from './rest-roles.ts';
import { ScalerFault } from './scaler-fault.ts';

/** Who calls, by their token. */
export interface Caller {
  readonly subject: string;
  readonly roles: readonly Role[];
}

/** Tells whose a token is. */
export interface CallerVerifier {
  /** @throws ScalerFault `token-invalid`, `token-expired`, `keys-unavailable` */
  verify(token: string): Promise<Caller>;
}

/** No token is worth more than this from the moment it was issued, whatever its `exp` says. In seconds. */
const MOST_AGE_SECONDS = 24 * 3600;
/** How far two clocks may be apart. */
const TOLERANCE_SECONDS = 5;
const MOST_BYTES = 8_192;
const SHARED = ['HS256'];
const PUBLIC = ['RS256', 'ES256', 'EdDSA'];
/** A subject is written into logs and the ledger: visible characters, and no more than these. */
const SUBJECT = /^[\x21-\x7e]{1,128}$/;

/**
 * Tells whose a JSON Web Token is, by RFC 8725: the kind of a key decides the algorithms and never the token, so one that
 * is signed with a public key as if it were a secret is refused. `kid` only chooses among known keys; `jku`, `x5u` and
 * `jwk` are not looked at. Without a secret and without public keys, nobody is believed.
 */
export function jwtVerifier(auth: AuthConfig, now: () => number): CallerVerifier {
  const secret = auth.secret === undefined ? undefined : new TextEncoder().encode(auth.secret);
  const keys = auth.jwksUrl === undefined ? undefined : publicKeys(auth.jwksUrl, now);
  const options = (algorithms: string[]): JWTVerifyOptions => ({
    algorithms,
    issuer: auth.issuer,
    audience: auth.audience,
    requiredClaims: ['exp', 'sub', 'aud', 'iat'],
    maxTokenAge: MOST_AGE_SECONDS,
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(now()),
  });
  const payloadOf = async (token: string): Promise<JWTPayload> => {
    if (token.length > MOST_BYTES) throw new ScalerFault('token-invalid');
    const { alg = '' } = decodeProtectedHeader(token);
    if (keys !== undefined && PUBLIC.includes(alg)) return (await jwtVerify(token, keys, options(PUBLIC))).payload;
    if (secret !== undefined) return (await jwtVerify(token, secret, options(SHARED))).payload;
    throw new ScalerFault('token-invalid');
  };
  return {
    async verify(token) {
      try {
        return callerOf(await payloadOf(token));
      } catch (error) {
        if (error instanceof ScalerFault) throw error;
        // One sentence for every way of being bad, so that trying teaches nothing; expiry apart.
        throw new ScalerFault(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid', [], error);
      }
    },
  };
}

/** @throws ScalerFault `token-invalid` when its subject cannot be one */
function callerOf({ sub, roles }: JWTPayload): Caller {
  if (sub === undefined || !SUBJECT.test(sub)) throw new ScalerFault('token-invalid');
  // Somebody of whom no role is said may do nothing.
  return { subject: sub, roles: ROLES.filter((role) => Array.isArray(roles) && roles.includes(role)) };
}
