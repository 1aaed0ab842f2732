import { SignJWT } from 'jose';
import { type Clock, parseName } from '#chat';
import type { GuestPass, Guests } from './guests.ts';

/** How long a guest stays the same guest, in seconds: long enough for a day. */
const PASS_SECONDS = 12 * 3600;

export interface GuestRules {
  /** At least 32 bytes, shared with the authenticator. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Signs the passes of guests with the shared secret (HS256). */
export class GuestsJwt implements Guests {
  readonly #rules: GuestRules;
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor(rules: GuestRules, clock: Clock, newId: () => string) {
    this.#rules = rules;
    this.#clock = clock;
    this.#newId = newId;
  }

  async admit(text: string): Promise<GuestPass> {
    const name = parseName(text);
    const id = `guest-${this.#newId()}`;
    const { secret, issuer, audience } = this.#rules;
    const issuedSeconds = Math.floor(this.#clock.now() / 1000);
    const token = await new SignJWT({ name, roles: ['member'] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(id)
      .setJti(this.#newId())
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedSeconds)
      .setExpirationTime(issuedSeconds + PASS_SECONDS)
      .sign(new TextEncoder().encode(secret));
    return { token, visitor: { id, name }, expiresAt: (issuedSeconds + PASS_SECONDS) * 1000 };
  }
}
