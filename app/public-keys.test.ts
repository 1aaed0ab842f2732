import { base64url, exportJWK, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '#chat';
import { type JwksAnswer, type JwksServer, startJwksServer } from '#conformance';
import { AuthenticatorJwt } from './authenticator-jwt.ts';
import { AUDIENCE, ISSUER, SECRET } from './fixture.ts';
import { newKeyCache, publicKeys } from './public-keys.ts';

const CLOCK: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
const START = Date.UTC(2026, 10, 21);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Signer {
  readonly kid: string;
  readonly alg: string;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  /** The public key as a provider publishes it. */
  readonly jwk: object;
}

async function signer(kid: string, alg = 'ES256'): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, publicKey, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

function claims(): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  return { sub: 'ada', iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3 * 3600 };
}

function sign({ alg, kid, privateKey }: Signer, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(claims()).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

let provider: JwksServer;
let one: Signer;
let authenticator: AuthenticatorJwt;

const codeOf = (token: string): Promise<string> =>
  authenticator.authenticate(token).then(
    () => 'taken',
    (fault: { code: string }) => fault.code,
  );
const wait = (ms: number) => vi.setSystemTime(Date.now() + ms);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  one = await signer('one');
  provider = await startJwksServer({ keys: [one.jwk] });
  authenticator = new AuthenticatorJwt(
    {
      secrets: [SECRET],
      provider: { jwksUrl: provider.url, issuer: ISSUER, audience: AUDIENCE },
      issuer: ISSUER,
      audience: AUDIENCE,
    },
    CLOCK,
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await provider.close();
});

describe('a token of a public key', () => {
  test.each(['RS256', 'ES256', 'EdDSA'])('is taken when signed with %s, and the key is asked for once', async (alg) => {
    const two = await signer('two', alg);
    provider.answer = { keys: [one.jwk, two.jwk] };

    const codes = await Promise.all(Array.from({ length: 20 }, async () => codeOf(await sign(two))));

    expect(new Set(codes)).toEqual(new Set(['taken']));
    expect(provider.asked).toBe(1);
  });

  test('needs no name for its key where there is only one', async () => {
    expect(await codeOf(await sign(one, { kid: undefined }))).toBe('taken');
  });

  test.each(['RS512', 'PS256', 'ES384'])('is refused when signed with %s', async (alg) => {
    const two = await signer('two', alg);
    provider.answer = { keys: [two.jwk] };

    expect(await codeOf(await sign(two))).toBe('token-invalid');
  });

  test('is refused when the public key was used as a secret', async () => {
    const two = await signer('two', 'RS256');
    provider.answer = { keys: [two.jwk] };
    const texts = [await exportSPKI(two.publicKey), JSON.stringify(two.jwk), (await exportJWK(two.publicKey)).n ?? ''];

    for (const text of [...texts, ...texts.map((pem) => pem.trim())]) {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: 'two' })
        .sign(new TextEncoder().encode(text));
      expect(await codeOf(token)).toBe('token-invalid');
    }
    expect(provider.asked).toBe(0);
  });

  test('is refused where only secrets are known, and the other way round', async () => {
    const rules = { issuer: ISSUER, audience: AUDIENCE };
    const secret = new TextEncoder().encode(SECRET);
    const shared = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(secret);

    const onlySecrets = new AuthenticatorJwt({ ...rules, secrets: [SECRET] }, CLOCK);
    const onlyKeys = new AuthenticatorJwt({ ...rules, provider: { ...rules, jwksUrl: provider.url } }, CLOCK);

    await expect(onlySecrets.authenticate(shared)).resolves.toHaveProperty('visitor.id', 'ada');
    await expect(onlySecrets.authenticate(await sign(one))).rejects.toThrow('The token was refused');
    await expect(onlyKeys.authenticate(await sign(one))).resolves.toHaveProperty('visitor.id', 'ada');
    await expect(onlyKeys.authenticate(shared)).rejects.toThrow('The token was refused');
  });

  test('is refused when it brings its own key, or says where that is', async () => {
    const evil = await signer('one');
    const liar = await startJwksServer({ keys: [evil.jwk] });
    const header = { jku: liar.url, x5u: liar.url, jwk: await exportJWK(evil.publicKey) };

    expect(await codeOf(await sign(evil, header))).toBe('token-invalid');

    expect(liar.asked).toBe(0);
    await liar.close();
  });

  test.each(['../../etc/passwd', 'http://127.0.0.1:1/key', "' OR 1=1", ''])(
    'is refused when it names a key that is none: "%s"',
    async (kid) => {
      expect(await codeOf(await sign(one, { kid }))).toBe('token-invalid');
    },
  );

  test('is refused when its signature is of another key of the same name', async () => {
    expect(await codeOf(await sign(await signer('one')))).toBe('token-invalid');
  });

  test('is refused when nobody signed it', async () => {
    const header = base64url.encode(JSON.stringify({ alg: 'none', kid: 'one' }));

    expect(await codeOf(`${header}.${base64url.encode(JSON.stringify(claims()))}.`)).toBe('token-invalid');
  });
});

describe('a provider of keys', () => {
  test('is asked at most once in thirty seconds for keys that it does not have', async () => {
    const stranger = await signer('stranger');
    await codeOf(await sign(one));

    for (let count = 0; count < 10; count++) await codeOf(await sign(stranger));
    expect(provider.asked).toBe(1);
    wait(30 * SECOND);
    for (let count = 0; count < 10; count++) await codeOf(await sign(stranger));

    expect(provider.asked).toBe(2);
  });

  test('may change its keys: the new one is taken within thirty seconds, the old one no longer after ten minutes', async () => {
    const two = await signer('two');
    await codeOf(await sign(one));

    provider.answer = { keys: [two.jwk] };
    expect(await codeOf(await sign(one))).toBe('taken');
    wait(30 * SECOND);
    expect(await codeOf(await sign(two))).toBe('taken');
    provider.answer = { keys: [one.jwk] };
    wait(10 * MINUTE + SECOND);

    expect(await codeOf(await sign(two))).toBe('token-invalid');
  });

  test('that is gone is believed for an hour, and asked no more than once in thirty seconds', async () => {
    await codeOf(await sign(one));
    provider.answer = { status: 503 };

    const codes: string[] = [];
    for (let minutes = 0; minutes < 59; minutes++) {
      wait(MINUTE);
      codes.push(await codeOf(await sign(one)), await codeOf(await sign(one)));
    }
    expect(new Set(codes)).toEqual(new Set(['taken']));
    expect(provider.asked).toBeLessThanOrEqual(60);
    wait(2 * MINUTE);

    expect(await codeOf(await sign(one))).toBe('keys-unavailable');
  });

  test('that says nothing keeps nobody out whose key is known', async () => {
    await codeOf(await sign(one));
    provider.answer = 'silence';
    wait(11 * MINUTE);

    expect(await codeOf(await sign(one))).toBe('taken');
    expect(provider.asked).toBe(2);
  });

  test.each<[string, JwksAnswer]>([
    ['is not there', { status: 404 }],
    ['sends people elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['says what is no JSON', { status: 200, body: 'keys' }],
    ['says what is no set of keys', { status: 200, body: '{"keys":"none"}' }],
    ['never stops talking', 'endless'],
  ])('that %s makes no token a bad one', async (_, answer) => {
    provider.answer = answer;

    const codes = [await codeOf(await sign(one)), await codeOf(await sign(one))];

    expect([codes, provider.asked]).toEqual([['keys-unavailable', 'keys-unavailable'], 1]);
    expect(provider.sentBytes).toBeLessThan(16_000_000);
  });

  test('that comes back is asked again after thirty seconds', async () => {
    provider.answer = { status: 500 };
    expect(await codeOf(await sign(one))).toBe('keys-unavailable');
    provider.answer = { keys: [one.jwk] };

    expect(await codeOf(await sign(one))).toBe('keys-unavailable');
    wait(30 * SECOND);

    expect(await codeOf(await sign(one))).toBe('taken');
    expect(provider.asked).toBe(2);
  });

  test('that says nothing is not waited for long', async () => {
    provider.answer = 'silence';

    const keys = publicKeys(provider.url, CLOCK, newKeyCache(), 20);

    await expect(jwtVerify(await sign(one), keys)).rejects.toThrow('The keys that tokens are checked with cannot be');
  });
});
