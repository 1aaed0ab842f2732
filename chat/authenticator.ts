import type { Identity } from './visitor.ts';

/**
 * Tells who a token belongs to.
 *
 * - MUST refuse what is not signed by a known key with that key's algorithm, and what has no `exp`, `sub`, `aud`, `iat`.
 * - MUST say the same sentence for every way in which a token is bad, expiry and a wrong clock apart.
 *
 * @throws ChatFault `token-invalid`, `token-expired`
 */
export interface Authenticator {
  authenticate(token: string): Promise<Identity>;
}
