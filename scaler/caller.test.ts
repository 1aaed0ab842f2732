import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { type JwksServer, startJwksServer } from '#conformance';
import { jwtVerifier } from './caller.ts';
import { AUTH, tokenOf } from './rest-fixture.ts';

const NOW = Date.UTC(2026, 5, 1);
const seconds = NOW / 1000;
const verifier = jwtVerifier(AUTH, () => NOW);

let jwks: JwksServer | undefined;
afterEach(async () => {
  await jwks?.close();
  jwks = undefined;
});

async function codeOf(token: string, by = verifier): Promise<string> {
  return by.verify(token).then(
    ({ subject, roles }) => `${subject}: ${roles.join(' ')}`,
    (error: { code: string }) => error.code,
  );
}

test('a token tells who calls and which roles of ours they have', async () => {
  expect(await codeOf(await tokenOf(['viewer', 'operator', 'king'], NOW))).toBe('a-viewer: viewer operator');
  expect(await codeOf(await tokenOf([], NOW, { sub: 'ada' }))).toBe('ada: ');
  expect(await codeOf(await tokenOf([], NOW, { sub: 'ada', roles: 'operator' }))).toBe('ada: ');
});

test.each([
  ['of another issuer', { iss: 'somebody' }],
  ['for somebody else', { aud: 'another-service' }],
  ['without a subject', { sub: undefined }],
  ['without an end', { exp: undefined }],
  ['without a beginning', { iat: undefined }],
  ['from the future', { iat: seconds + 60 }],
  ['not valid yet', { nbf: seconds + 60 }],
  ['whose subject would forge a line of the log', { sub: 'ada\n{"event":"forged"}' }],
  ['whose subject is too long', { sub: 'a'.repeat(129) }],
])('a token %s is not believed', async (_what, claims) => {
  expect(await codeOf(await tokenOf(['viewer'], NOW, claims))).toBe('token-invalid');
});

test('a token that has expired is told as that, also one that is a day old whatever it says', async () => {
  expect(await codeOf(await tokenOf(['viewer'], NOW, { exp: seconds - 6 }))).toBe('token-expired');
  const old = { iat: seconds - 25 * 3600, exp: seconds + 3600 };
  expect(await codeOf(await tokenOf(['viewer'], NOW, old))).toBe('token-expired');
});

test('what is no token, was signed by somebody else, or by nobody, is not believed', async () => {
  const payload = Buffer.from(JSON.stringify({ sub: 'eve', iat: seconds, exp: seconds + 60 })).toString('base64url');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const other = await tokenOf(['operator'], NOW, {}, 'another secret that is long enough!');

  for (const token of ['', 'x', 'a.b.c', none, other, 'x'.repeat(9000)])
    expect(await codeOf(token)).toBe('token-invalid');
});

test('with public keys, a token of theirs is believed and one that takes a public key for a secret is not', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  jwks = await startJwksServer({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const byKeys = jwtVerifier({ ...AUTH, secret: undefined, jwksUrl: jwks.url }, () => NOW);
  const claims = {
    iss: AUTH.issuer,
    aud: AUTH.audience,
    sub: 'ada',
    iat: seconds,
    exp: seconds + 60,
    roles: ['viewer'],
  };
  const good = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(privateKey);
  const [header, body] = [{ alg: 'HS256', kid: 'one' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const mac = createHmac('sha256', await exportSPKI(publicKey))
    .update(`${header}.${body}`)
    .digest('base64url');

  expect(await codeOf(good, byKeys)).toBe('ada: viewer');
  expect(await codeOf(`${header}.${body}.${mac}`, byKeys)).toBe('token-invalid');
  expect(await codeOf(await tokenOf(['viewer'], NOW), byKeys)).toBe('token-invalid');
  expect(await codeOf(good)).toBe('token-invalid');
});

test.each([
  ['fails', { status: 500 }],
  ['is no set of keys', { status: 200, body: '<html>' }],
  ['leads elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['never ends', 'endless' as const],
])(
  'when the address of the keys %s, nobody is believed, and it is asked once in thirty seconds',
  async (_what, answer) => {
    jwks = await startJwksServer(answer);
    const byKeys = jwtVerifier({ ...AUTH, secret: undefined, jwksUrl: jwks.url }, () => NOW);
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ sub: 'eve' }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);

    expect([await codeOf(token, byKeys), await codeOf(token, byKeys)]).toEqual([
      'keys-unavailable',
      'keys-unavailable',
    ]);
    expect(jwks.asked).toBe(1);
  },
);

test('without a secret and without keys nobody is believed', async () => {
  expect(
    await codeOf(
      await tokenOf(['viewer'], NOW),
      jwtVerifier({ ...AUTH, secret: undefined }, () => NOW),
    ),
  ).toBe('token-invalid');
});
