import { existsSync, readFileSync } from 'node:fs';
import { SignJWT } from 'jose';

/** How long a visitor's token holds: longer than any run. */
const LIFE = '23h';

/** Where `npm run dev` keeps the secret of its places. */
const DEV_SECRET = '.dev/secret';
const HERE = ['localhost', '127.0.0.1'];

/**
 * Makes visitors' tokens with AUTH_SECRET, or with the secret of `npm run dev` for places of this machine.
 *
 * @throws Error when neither is there
 */
export function tokenMaker(urls: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  const here = urls.every((url) => HERE.includes(new URL(url).hostname));
  const text =
    env.AUTH_SECRET ?? (here && existsSync(DEV_SECRET) ? readFileSync(DEV_SECRET, 'utf8').trim() : undefined);
  if (text === undefined)
    throw new Error('Visitors need tokens: set AUTH_SECRET to that of the places, or run npm run dev');
  const secret = new TextEncoder().encode(text);
  return (index: number): Promise<string> => {
    const name = `Visitor ${index}`;
    return new SignJWT({ name })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(`load-${index}`)
      .setIssuer(env.AUTH_ISSUER ?? 'breakwater')
      .setAudience(env.AUTH_AUDIENCE ?? 'breakwater')
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .sign(secret);
  };
}
