import {
  base64url,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
  UnsecuredJWT,
} from 'jose';
import { type Authenticator, ChatFault, type Clock, type Identity, LIMITS } from '#chat';
import type { PublicIssuer } from './auth-config.ts';
import { type HmacCheck, hmacCheckWeb, type NewHmacCheck } from './hmac.ts';
import { type KeyCache, newKeyCache, publicKeys } from './public-keys.ts';
import { identityOf, MOST_AGE_SECONDS } from './token-claims.ts';

/** Whose tokens are believed. At least one secret or the address of public keys must be there. */
export interface TokenRules {
  /** Shared secrets of at least 32 bytes (HS256). Several while one replaces another. */
  readonly secrets?: readonly string[] | undefined;
  /** Who signs with keys of which the public ones are known (JWKS; RS256, ES256, EdDSA). */
  readonly provider?: PublicIssuer | undefined;
  /** Who signs with a shared secret, and for whom. */
  readonly issuer: string;
  readonly audience: string;
}

/** How far two clocks may be apart. */
const TOLERANCE_SECONDS = 5;
/** A token that expired so lately may be a good one for a clock that is fast. */
const LATELY_SECONDS = 120;
const SHARED = 'HS256';
const PUBLIC = ['RS256', 'ES256', 'EdDSA'];

/** The first part of a token. */
interface Head {
  readonly text: string;
  readonly alg: string;
  /** The same, but that it claims no signature. */
  readonly unsigned: string;
}

/**
 * Tells who a JSON Web Token belongs to, by RFC 8725: the kind of a key decides the algorithms, never the token; so a
 * token that is signed with a public key as if it were a secret is refused. `kid` only chooses among known keys;
 * `jku`, `x5u` and `jwk` are not looked at.
 */
export class AuthenticatorJwt implements Authenticator {
  readonly #rules: TokenRules;
  readonly #clock: Clock;
  readonly #checks: readonly HmacCheck[];
  readonly #publicKeys: JWTVerifyGetKey | undefined;
  #head: Head | undefined;

  constructor(
    rules: TokenRules,
    clock: Clock,
    cache: KeyCache = newKeyCache(),
    newHmacCheck: NewHmacCheck = hmacCheckWeb,
  ) {
    this.#rules = rules;
    this.#clock = clock;
    this.#checks = (rules.secrets ?? []).map(newHmacCheck);
    this.#publicKeys = rules.provider && publicKeys(rules.provider.jwksUrl, clock, cache);
  }

  async authenticate(token: string): Promise<Identity> {
    try {
      // What is not ASCII is no token, however short.
      if (token.length > LIMITS.tokenBytes) throw new ChatFault('token-invalid');
      const payload = this.#verify(token);
      const identity = identityOf(payload instanceof Promise ? await payload : payload);
      if (identity === undefined) throw new ChatFault('token-invalid');
      return identity;
    } catch (error) {
      throw this.#faultOf(error);
    }
  }

  #verify(token: string): JWTPayload | Promise<JWTPayload> {
    const head = this.#headOf(token);
    const { provider } = this.#rules;
    if (provider && this.#publicKeys && PUBLIC.includes(head.alg)) {
      return jwtVerify(token, this.#publicKeys, this.#options(PUBLIC, provider)).then(({ payload }) => payload);
    }
    if (head.alg !== SHARED) throw new ChatFault('token-invalid');
    return this.#verifyShared(token, head);
  }

  /**
   * The signature is checked here, by whatever the runtime does that with best. All else is jose's to judge, the rest of
   * the header too: what is given to it is what was signed, as a token that claims no signature.
   */
  #verifyShared(token: string, { unsigned }: Head): JWTPayload | Promise<JWTPayload> {
    const [header, payload, signature, ...more] = token.split('.');
    if (signature === undefined || more.length > 0) throw new ChatFault('token-invalid');
    const read = (isSigned: boolean) => {
      if (!isSigned) throw new ChatFault('token-invalid');
      return UnsecuredJWT.decode(`${unsigned}.${payload}.`, this.#options([], this.#rules)).payload;
    };
    const isSigned = this.#isSigned(`${header}.${payload}`, new Uint8Array(base64url.decode(signature)));
    return typeof isSigned === 'boolean' ? read(isSigned) : isSigned.then(read);
  }

  /** Read once for all tokens that begin alike, as those of one issuer do. */
  #headOf(token: string): Head {
    const text = token.slice(0, token.indexOf('.'));
    if (this.#head?.text !== text) {
      const header = decodeProtectedHeader(token);
      const unsigned = base64url.encode(JSON.stringify({ ...header, alg: 'none' }));
      this.#head = { text, alg: header.alg ?? '', unsigned };
    }
    return this.#head;
  }

  /** At once where the runtime says so at once. */
  #isSigned(signed: string, signature: Uint8Array<ArrayBuffer>, first = 0): boolean | Promise<boolean> {
    for (let index = first; index < this.#checks.length; index++) {
      const right = this.#checks[index]?.(signed, signature) ?? false;
      if (right === true) return true;
      if (right !== false) return right.then((is) => is || this.#isSigned(signed, signature, index + 1));
    }
    return false;
  }

  #options(algorithms: string[], { issuer, audience }: Pick<TokenRules, 'issuer' | 'audience'>): JWTVerifyOptions {
    return {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['exp', 'sub', 'aud', 'iat'],
      maxTokenAge: MOST_AGE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(this.#clock.now()),
    };
  }

  /** One sentence for every way of being bad, so that trying teaches nothing; expiry and a wrong clock apart. */
  #faultOf(error: unknown): ChatFault {
    if (error instanceof ChatFault) return error;
    if (error instanceof errors.JWTExpired) {
      return new ChatFault('token-expired', { ...(this.#isLate(error) && { found: 'clock' }), cause: error });
    }
    return new ChatFault('token-invalid', { ...(this.#isEarly(error) && { found: 'clock' }), cause: error });
  }

  /** Whether it expired so lately that a clock may be the reason. */
  #isLate({ payload: { exp } }: errors.JWTExpired): boolean {
    return typeof exp === 'number' && this.#clock.now() / 1000 < exp + LATELY_SECONDS;
  }

  /** Whether all is right but the token is not issued yet: then one of the two clocks is wrong. */
  #isEarly(error: unknown): boolean {
    if (!(error instanceof errors.JWTClaimValidationFailed) || !['iat', 'nbf'].includes(error.claim)) return false;
    const { iat } = error.payload;
    return typeof iat === 'number' && iat > this.#clock.now() / 1000 + TOLERANCE_SECONDS;
  }
}
