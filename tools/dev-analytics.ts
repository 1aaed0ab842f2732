import { SignJWT } from 'jose';

/** As long as a guest's pass: a day's work. */
const GOOD_FOR = '12h';

/**
 * The address of the analytics page with a token that may only read them. What stands behind "#" is sent to nobody, and the
 * page takes it out of the address.
 */
export async function analyticsLink(url: string, secret: string): Promise<string> {
  const token = await new SignJWT({ roles: ['reader'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('dev')
    .setIssuer('breakwater')
    .setAudience('breakwater')
    .setIssuedAt()
    .setExpirationTime(GOOD_FOR)
    .sign(new TextEncoder().encode(secret));
  return `${url}/analytics#token=${token}`;
}
