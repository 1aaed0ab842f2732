import { base64url } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ChatFault } from '#chat';
import { AuthenticatorJwt } from './authenticator-jwt.ts';
import { AUDIENCE, ClockManual, ISSUER, SECRET, signToken } from './fixture.ts';

const OTHER = 'another secret for tests, long enough too';
const NOW = Math.floor(new ClockManual().now() / 1000);
const CLAIMS = { sub: 'ada', name: 'Ada', iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 3600 };
const INVALID = 'The token was refused: sign in again';

/** A token of any text, with a right signature: what no library would sign. */
async function forge(header: string, payload: string, secret = SECRET): Promise<string> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['sign']);
  const signed = `${base64url.encode(header)}.${base64url.encode(payload)}`;
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(signed));
  return `${signed}.${base64url.encode(new Uint8Array(signature))}`;
}

const headed = (header: object) => () => forge(JSON.stringify({ alg: 'HS256', ...header }), JSON.stringify(CLAIMS));
const claiming = (claims: object) => () => signToken(new ClockManual(), { ...claims });
const written = (payload: string) => () => forge('{"alg":"HS256"}', payload);

const unsigned = (alg: string) => () => {
  const [header, payload] = [JSON.stringify({ alg }), JSON.stringify(CLAIMS)].map((text) => base64url.encode(text));
  return `${header}.${payload}.`;
};

describe('a token', () => {
  let authenticator: AuthenticatorJwt;

  beforeEach(() => {
    const rules = { secrets: [OTHER, SECRET], issuer: ISSUER, audience: AUDIENCE };
    authenticator = new AuthenticatorJwt(rules, new ClockManual());
  });

  const refusal = async (token: string): Promise<ChatFault> =>
    authenticator.authenticate(token).then(
      () => {
        throw new Error('The token was taken');
      },
      (fault: ChatFault) => fault,
    );

  test.each<[string, () => Promise<string> | string]>([
    ['that is usual', claiming({})],
    ['of the secret that is being replaced', () => signToken(new ClockManual(), {}, OTHER)],
    ['for several audiences, this among them', claiming({ aud: ['elsewhere', AUDIENCE] })],
    ['that became valid a while ago', claiming({ nbf: NOW - 60 })],
    ['that expired four seconds ago', claiming({ exp: NOW - 4 })],
    ['that is issued four seconds from now', claiming({ iat: NOW + 4 })],
    ['for a subject of 128 letters', claiming({ sub: 'x'.repeat(128) })],
    ['for a subject that is not ASCII', claiming({ sub: 'Ада-愛-👩‍👩‍👧' })],
    ['that names a key by a path', headed({ kid: '../../dev/null' })],
    ['that names a key by an address', headed({ kid: 'https://evil.example/key' })],
    ['that says where its key is', headed({ jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/x' })],
    ['that brings a key along', headed({ jwk: { kty: 'oct', k: 'AAAA' } })],
    ['that says more than is asked', claiming({ scope: 'everything', admin: true })],
  ])('%s is taken', async (_, make) => {
    await expect(authenticator.authenticate(await make())).resolves.toHaveProperty('visitor.name');
  });

  test.each<[string, () => Promise<string> | string]>([
    ['that nobody signed', unsigned('none')],
    ['that nobody signed, in capitals', unsigned('NONE')],
    ['without an algorithm', () => forge('{}', JSON.stringify(CLAIMS))],
    ['that says "none" over a right signature', headed({ alg: 'none' })],
    ['that says another algorithm over a right signature', headed({ alg: 'HS512' })],
    ['that says RS256 over a right signature', headed({ alg: 'RS256' })],
    ['that demands what nobody knows', headed({ crit: ['b64x'], b64x: true })],
    ['of another key', () => signToken(new ClockManual(), {}, 'a secret that nobody here has ever heard of')],
    ['without an expiry', claiming({ exp: undefined })],
    ['without a time of issue', claiming({ iat: undefined })],
    ['without a subject', claiming({ sub: undefined })],
    ['without an audience', claiming({ aud: undefined })],
    ['without an issuer', claiming({ iss: undefined })],
    ['of another issuer', claiming({ iss: 'https://evil.example' })],
    ['for another audience', claiming({ aud: 'elsewhere' })],
    ['for several other audiences', claiming({ aud: ['elsewhere', 'nowhere'] })],
    ['for an audience in another case', claiming({ aud: 'Breakwater' })],
    ['whose expiry is text', claiming({ exp: String(NOW + 3600) })],
    ['whose time of issue is text', claiming({ iat: String(NOW) })],
    ['that becomes valid in an hour', claiming({ nbf: NOW + 3600 })],
    ['for a subject of nothing', claiming({ sub: '' })],
    ['for a subject of spaces', claiming({ sub: '   ' })],
    ['for a subject that is a number', claiming({ sub: 7 })],
    ['for a subject of 129 letters', claiming({ sub: 'x'.repeat(129) })],
    ['for a subject with a control character', claiming({ sub: 'ada\u0000' })],
    ['for a subject that turns the line round', claiming({ sub: 'ada\u202e' })],
    ['for a subject with a line end', claiming({ sub: 'ada\nbob' })],
    ['whose own name is a number', claiming({ jti: 7 })],
    ['whose rooms are a list', claiming({ rooms: ['lobby'] })],
    ['whose rooms give a right that is none', claiming({ rooms: { lobby: ['own'] } })],
    ['whose rooms give what is not about a room', claiming({ rooms: { '*': ['ban'] } })],
    ['whose claims are no object', written('["ada"]')],
    ['whose claims are no JSON', written('ada')],
    ['of more than 8 KiB', claiming({ more: 'x'.repeat(8_192) })],
    ['of nothing', () => ''],
    ['of one part', () => 'ada'],
    ['of two parts', () => 'a.b'],
    ['of five parts', () => 'a.b.c.d.e'],
    ['that is not base64url', () => '{"alg":"HS256"}.{}.x'],
    ['whose signature was cut', async () => (await signToken(new ClockManual())).slice(0, -2)],
    ['whose claims were changed', async () => (await signToken(new ClockManual())).replace(/\.[^.]+\./, '.e30.')],
  ])('%s is refused, always with the same sentence', async (_, make) => {
    const fault = await refusal(await make());

    expect([fault.code, fault.message]).toEqual(['token-invalid', INVALID]);
  });

  test.each<[string, () => Promise<string>]>([
    ['expired', claiming({ exp: NOW - 6 })],
    ['was issued more than a day ago', claiming({ iat: NOW - 86_406, exp: NOW + 3600 })],
  ])('that %s is told so', async (_, make) => {
    expect((await refusal(await make())).code).toBe('token-expired');
  });

  test.each<[string, object]>([
    ['issued', { iat: NOW + 90 }],
    ['issued and valid', { iat: NOW + 90, nbf: NOW + 90 }],
  ])('that is %s in the future hints at the clocks', async (_, claims) => {
    const fault = await refusal(await claiming(claims)());

    expect([fault.code, fault.message]).toEqual(['token-invalid', `${INVALID} (clock)`]);
  });

  test('of the wrong key says nothing of the clocks', async () => {
    const fault = await refusal(
      await signToken(new ClockManual(), { iat: NOW + 90 }, 'a secret that nobody here knows'),
    );

    expect(fault.message).toBe(INVALID);
  });

  test('that says a claim twice is read as it was checked', async () => {
    const twice = `${JSON.stringify(CLAIMS).slice(0, -1)},"sub":"grace","exp":${NOW - 60}}`;

    expect((await refusal(await written(twice)())).code).toBe('token-expired');
  });

  test('is not worth more than a day, whatever it says', async () => {
    const identity = await authenticator.authenticate(await claiming({ exp: NOW + 365 * 86_400 })());

    expect(identity.expiresAt).toBe((NOW + 86_400) * 1000);
  });

  test.each<[string, object, string]>([
    ['its name, cleaned', { name: '  Ada\u202e  Lovelace ' }, 'Ada Lovelace'],
    ['a short form of the subject without a name', { name: undefined, sub: 'auth0|0123456789abcdef' }, 'auth0|012345'],
    ['a short form of the subject for a name of nothing', { name: '\u200b' }, 'ada'],
    ['a short form of the subject for a name that is no text', { name: { first: 'Ada' } }, 'ada'],
  ])('shows %s', async (_, claims, name) => {
    expect((await authenticator.authenticate(await claiming(claims)())).visitor.name).toBe(name);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['none is said', undefined, ['member']],
    ['they are known', ['reader'], ['reader']],
    ['only some are known', ['root', 'moderator', 'member'], ['member', 'moderator']],
    ['none is known', ['root'], ['member']],
    ['they are no list', 'moderator', ['member']],
  ])('gives the right roles when %s', async (_, roles, expected) => {
    expect((await authenticator.authenticate(await claiming({ roles })())).roles).toEqual(expected);
  });
});
