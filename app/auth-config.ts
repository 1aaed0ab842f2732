import type { Authenticator, Clock } from '#chat';
import type { Environment, Values } from '#settings';
import { AuthenticatorJwt } from './authenticator-jwt.ts';
import type { Guests } from './guests.ts';
import { GuestsJwt } from './guests-jwt.ts';
import { hmacCheckWeb, type NewHmacCheck } from './hmac.ts';
import { type KeyCache, newKeyCache } from './public-keys.ts';
import type { EDGE_SETTINGS } from './settings.ts';

/** Where the public keys of a Firebase project's ID tokens are: the same for all projects. */
const FIREBASE_KEYS = 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com';

/** Whose tokens with public keys are believed. */
export interface PublicIssuer {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Whose tokens are believed: one of `secret` and `provider` is there. */
export interface AuthConfig {
  readonly secret: string | undefined;
  /** Secrets that are taken and sign nothing. */
  readonly otherSecrets: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  readonly provider: PublicIssuer | undefined;
  /** Whether anybody may ask for a guest's token. */
  readonly guests: boolean;
}

type AuthValues = Pick<
  Values<typeof EDGE_SETTINGS>,
  | 'AUTH_SECRET'
  | 'AUTH_SECRET_OTHERS'
  | 'AUTH_JWKS_URL'
  | 'AUTH_ISSUER'
  | 'AUTH_AUDIENCE'
  | 'FIREBASE_PROJECT_ID'
  | 'GUESTS'
>;

/** What each value alone cannot show. A name whose own value is at fault is not complained about twice. */
export function authFaults(env: Environment, values: AuthValues): string[] {
  if (env.AUTH_SECRET) return [];
  if (!env.AUTH_JWKS_URL && !env.FIREBASE_PROJECT_ID) {
    return ['AUTH_SECRET is missing, set at least 32 bytes, AUTH_JWKS_URL or FIREBASE_PROJECT_ID'];
  }
  return values.GUESTS ? ['AUTH_SECRET is missing, set at least 32 bytes because GUESTS is "true"'] : [];
}

export function authConfig(values: AuthValues): AuthConfig {
  return {
    secret: values.AUTH_SECRET,
    otherSecrets: values.AUTH_SECRET_OTHERS,
    issuer: values.AUTH_ISSUER,
    audience: values.AUTH_AUDIENCE,
    provider: providerOf(values),
    guests: values.GUESTS,
  };
}

/** A Firebase project says by its id who issues and for whom; the address can still be another, as that of a test. */
function providerOf(values: AuthValues): PublicIssuer | undefined {
  const { FIREBASE_PROJECT_ID: project, AUTH_JWKS_URL: jwksUrl } = values;
  if (project !== undefined) {
    return {
      jwksUrl: jwksUrl ?? FIREBASE_KEYS,
      issuer: `https://securetoken.google.com/${project}`,
      audience: project,
    };
  }
  return jwksUrl === undefined ? undefined : { jwksUrl, issuer: values.AUTH_ISSUER, audience: values.AUTH_AUDIENCE };
}

/** `cache` keeps public keys for whoever is made with the same one; `newHmacCheck` is the runtime's own way, if it has one. */
export function createAuthenticator(
  { secret, otherSecrets, provider, issuer, audience }: AuthConfig,
  clock: Clock,
  cache: KeyCache = newKeyCache(),
  newHmacCheck: NewHmacCheck = hmacCheckWeb,
): Authenticator {
  const secrets = secret === undefined ? otherSecrets : [secret, ...otherSecrets];
  return new AuthenticatorJwt({ secrets, provider, issuer, audience }, clock, cache, newHmacCheck);
}

/** `undefined` where guests are not allowed. */
export function createGuests(config: AuthConfig, clock: Clock, newId: () => string): Guests | undefined {
  const { secret, issuer, audience, guests } = config;
  return guests && secret !== undefined ? new GuestsJwt({ secret, issuer, audience }, clock, newId) : undefined;
}
