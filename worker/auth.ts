import { AuthenticatorJwt, type Guests, GuestsJwt } from '#app';
import type { Authenticator } from '#chat';
import { CLOCK_EDGE } from './clock-edge.ts';
import type { EdgeConfig } from './config.ts';

export function createAuthenticator({ secret, jwksUrl, issuer, audience }: EdgeConfig['auth']): Authenticator {
  return new AuthenticatorJwt(
    { ...(secret !== undefined && { secrets: [secret] }), jwksUrl, issuer, audience },
    CLOCK_EDGE,
  );
}

export function createGuests({ secret, issuer, audience, guests }: EdgeConfig['auth']): Guests | undefined {
  if (!guests || secret === undefined) return undefined;
  return new GuestsJwt({ secret, issuer, audience }, CLOCK_EDGE, () => crypto.randomUUID());
}
