import type { Authenticator, Clock } from '#chat';
import type { Environment, Values } from '#settings';
import { AuthenticatorJwt } from './authenticator-jwt.ts';
import type { Guests } from './guests.ts';
import { GuestsJwt } from './guests-jwt.ts';
import type { EDGE_SETTINGS } from './settings.ts';

/** Whose tokens are believed: one of `secret` and `jwksUrl` is there. */
export interface AuthConfig {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  /** Whether anybody may ask for a guest's token. */
  readonly guests: boolean;
}

type AuthValues = Pick<
  Values<typeof EDGE_SETTINGS>,
  'AUTH_SECRET' | 'AUTH_JWKS_URL' | 'AUTH_ISSUER' | 'AUTH_AUDIENCE' | 'GUESTS'
>;

/** What each value alone cannot show. A name whose own value is at fault is not complained about twice. */
export function authFaults(env: Environment, values: AuthValues): string[] {
  if (env.AUTH_SECRET) return [];
  if (!env.AUTH_JWKS_URL) return ['AUTH_SECRET is missing, set at least 32 bytes or AUTH_JWKS_URL'];
  return values.GUESTS ? ['AUTH_SECRET is missing, set at least 32 bytes because GUESTS is "true"'] : [];
}

export function authConfig(values: AuthValues): AuthConfig {
  return {
    secret: values.AUTH_SECRET,
    jwksUrl: values.AUTH_JWKS_URL,
    issuer: values.AUTH_ISSUER,
    audience: values.AUTH_AUDIENCE,
    guests: values.GUESTS,
  };
}

export function createAuthenticator({ secret, jwksUrl, issuer, audience }: AuthConfig, clock: Clock): Authenticator {
  const secrets = secret === undefined ? [] : [secret];
  return new AuthenticatorJwt({ secrets, jwksUrl, issuer, audience }, clock);
}

/** `undefined` where guests are not allowed. */
export function createGuests(config: AuthConfig, clock: Clock, newId: () => string): Guests | undefined {
  const { secret, issuer, audience, guests } = config;
  return guests && secret !== undefined ? new GuestsJwt({ secret, issuer, audience }, clock, newId) : undefined;
}
