import { SignJWT } from 'jose';
import { AUDIENCE, ISSUER, SECRET } from './place-environment.ts';

export interface TokenOptions {
  readonly secret?: string;
  readonly algorithm?: string;
}

/**
 * Signs a visitor's token as every place under test takes it, for an hour. A claim that is given replaces the usual
 * one; one that is given as `undefined` is left out.
 */
export function signToken(claims: Readonly<Record<string, unknown>>, options: TokenOptions = {}): Promise<string> {
  const { secret = SECRET, algorithm = 'HS256' } = options;
  const iat = Math.floor(Date.now() / 1000);
  const all = { iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3600, ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(payload).setProtectedHeader({ alg: algorithm }).sign(new TextEncoder().encode(secret));
}

/** A token that nobody signed, as RFC 7519 allows and no server should. */
export function unsignedToken(claims: Readonly<Record<string, unknown>>): string {
  const iat = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = encode({ iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3600, ...claims });
  return `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`;
}
