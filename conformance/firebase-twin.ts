import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type JwksServer, startJwksServer } from './jwks-server.ts';

export const FIREBASE_PROJECT = 'harbour-chat';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** A Firebase project's ID tokens, as Firebase Auth signs them, by a provider on this machine. */
export class FirebaseTwin {
  readonly provider: JwksServer;
  readonly #key: SigningKey;

  private constructor(provider: JwksServer, key: SigningKey) {
    this.provider = provider;
    this.#key = key;
  }

  static async start(): Promise<FirebaseTwin> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
    return new FirebaseTwin(await startJwksServer({ keys: [jwk] }), privateKey);
  }

  sign(sub: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const iat = Math.floor(Date.now() / 1_000);
    const payload = {
      iss: `https://securetoken.google.com/${FIREBASE_PROJECT}`,
      aud: FIREBASE_PROJECT,
      auth_time: iat,
      user_id: sub,
      sub,
      iat,
      exp: iat + 3_600,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      firebase: { identities: {}, sign_in_provider: 'password' },
      ...claims,
    };
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' }).sign(this.#key);
  }
}
