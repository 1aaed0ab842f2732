import { expect } from 'vitest';
import { FAULTS, LIMITS } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';
import { Refused } from './peer.ts';
import { signToken, unsignedToken } from './token.ts';

/** What a busy machine may add to a time that is promised, in milliseconds. */
const SLACK_MS = 8_000;

interface Pass {
  readonly token: string;
  readonly visitor: { readonly id: string; readonly name: string };
  readonly expiresAt: number;
}

/** Ways of being bad that all get one answer. */
const BAD_TOKENS: Readonly<Record<string, (sub: string) => Promise<string> | string>> = {
  'that is signed with another secret': (sub) => signToken({ sub }, { secret: 'another secret that is long enough!' }),
  'that is signed with another algorithm of the same secret': (sub) => signToken({ sub }, { algorithm: 'HS512' }),
  'that was changed after it was signed': async (sub) => {
    const [header, , signature] = (await signToken({ sub, roles: ['member'] })).split('.');
    const [, payload] = (await signToken({ sub, roles: ['moderator'] })).split('.');
    return `${header}.${payload}.${signature}`;
  },
  'that nobody signed (alg none)': (sub) => unsignedToken({ sub }),
  'for another audience': (sub) => signToken({ sub, aud: 'somebody-else' }),
  'from another issuer': (sub) => signToken({ sub, iss: 'somebody-else' }),
  'that never expires': (sub) => signToken({ sub, exp: undefined }),
  'about nobody': () => signToken({ sub: undefined }),
  'that does not say when it was issued': (sub) => signToken({ sub, iat: undefined }),
  'that is only letters': () => 'abc',
};

/** How a socket is refused that brings these tokens as subprotocols. */
export async function knockWith(scene: Scene, ...tokens: string[]): Promise<Refused> {
  const protocols = ['breakwater.v1', ...tokens.map((token) => `breakwater.bearer.${token}`)];
  const knocking = scene.knock({ protocols });
  const refused = await knocking.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof Refused)) throw new Error('It was let in', { cause: refused });
  return refused;
}

async function refusedEverywhere(scene: Scene, token: string): Promise<void> {
  const sentence = FAULTS['token-invalid'].sentence;
  const response = await scene.request('…/members', { headers: { authorization: `Bearer ${token}` } });
  const refused = await knockWith(scene, token);
  const peer = await scene.knock();
  peer.send({ type: 'authenticate', token });

  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  expect(await response.json()).toMatchObject({ error: { code: 'token-invalid', message: sentence } });
  expect([refused.status, refused.code]).toEqual([401, 'token-invalid']);
  expect(await peer.frame('fault')).toEqual({ type: 'fault', code: 'token-invalid', message: sentence });
  expect(await peer.closed).toBe(4401);
}

const BAD: Behaviours = Object.fromEntries(
  Object.entries(BAD_TOKENS).map(([what, make]) => [
    `a token ${what} is refused over HTTP, as a subprotocol and in the first frame`,
    async (scene: Scene) => refusedEverywhere(scene, await make(scene.id('eve'))),
  ]),
);

/** Who may come in, as whom and until when. */
export const TOKENS: Behaviours = {
  ...BAD,

  async 'guests who say a name get passes, two of one name for two visitors, and come in with them'(scene) {
    const passes = [
      await scene.json<Pass>('/api/guests', { body: { name: ' Ada  Lovelace ' } }),
      await scene.json<Pass>('/api/guests', { body: { name: 'Ada Lovelace' } }),
    ];
    const peer = await scene.knock();
    peer.send({ type: 'authenticate', token: passes[0]?.token });

    expect(passes.map(({ visitor }) => visitor.name)).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    expect(passes[0]?.visitor.id).not.toBe(passes[1]?.visitor.id);
    expect(passes[0]?.expiresAt).toBeGreaterThan(Date.now());
    expect((await peer.frame('welcome')).visitor).toEqual(passes[0]?.visitor);
  },

  async 'a guest without a name that can be seen is refused'(scene) {
    const response = await scene.request('/api/guests', { body: { name: ' \u200b\u202e ' } });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-name' } });
  },

  async 'a request without a token is told to bring one'(scene) {
    for (const path of ['…/messages', '…/members', '…/events']) {
      const response = await scene.request(path);

      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toMatchObject({ error: { code: 'token-missing' } });
    }
  },

  async 'a token in a query is no token'(scene) {
    const token = await scene.token('ada');

    const response = await scene.request(`…/messages?token=${token}&access_token=${token}`);

    expect(response.status).toBe(401);
  },

  async 'an expired token is told apart from a bad one, over HTTP, as a subprotocol and in the first frame'(scene) {
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    const token = await scene.token('ada', { iat: hourAgo, exp: hourAgo + 60 });

    const response = await scene.request('…/members', { as: token });
    const refused = await knockWith(scene, token);
    const peer = await scene.knock();
    peer.send({ type: 'authenticate', token });

    expect(await response.json()).toMatchObject({ error: { code: 'token-expired' } });
    expect([response.status, refused.status, refused.code]).toEqual([401, 401, 'token-expired']);
    expect((await peer.frame('fault')).code).toBe('token-expired');
    expect(await peer.closed).toBe(4401);
  },

  async 'a token of more than 8192 bytes is refused'(scene) {
    const token = await scene.token('ada', { more: 'x'.repeat(LIMITS.tokenBytes) });

    const response = await scene.request('…/members', { as: token });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'token-invalid' } });
    expect((await knockWith(scene, token)).status).toBe(401);
  },

  async 'a token may come as a subprotocol, and the answer picks the other one'(scene) {
    const peer = await scene.enter('ada');

    expect(peer.protocol).toBe('breakwater.v1');
    expect((await peer.frame('welcome')).visitor).toEqual({ id: scene.id('ada'), name: 'ada' });
  },

  async 'two tokens as subprotocols are refused'(scene) {
    const tokens = [await scene.token('ada'), await scene.token('bob')];

    const refused = await knockWith(scene, ...tokens);

    expect([refused.status, refused.code]).toEqual([401, 'token-invalid']);
  },

  async 'a token may come in the first frame'(scene) {
    const peer = await scene.knock();
    peer.send({ type: 'authenticate', token: await scene.token('ada') });

    const welcome = await peer.frame('welcome');

    expect(peer.protocol).toBe('breakwater.v1');
    expect(welcome).toMatchObject({
      room: scene.room,
      visitor: { id: scene.id('ada') },
      place: scene.places.writer.name,
    });
  },

  async 'whoever speaks before the token is told so, and may still bring it'(scene) {
    const peer = await scene.knock();
    const id = peer.say('too early');
    const fault = await peer.frame('fault');

    peer.send({ type: 'authenticate', token: await scene.token('ada') });

    expect(fault).toMatchObject({ code: 'not-authenticated', id });
    await peer.frame('welcome');
    expect((await peer.tell('now')).position.offset).toBe(1);
  },

  async 'a second authentication is refused and the first one stays'(scene) {
    const peer = await scene.enter('ada');

    peer.send({ type: 'authenticate', token: await scene.token('bob') });

    expect((await peer.frame('fault')).code).toBe('already-authenticated');
    await peer.tell('still me');
    expect((await peer.heard(1))[0]?.author.id).toBe(scene.id('ada'));
  },

  async 'a socket that stays silent is closed with 4408'(scene) {
    const openedAt = Date.now();
    const peer = await scene.knock();

    expect(await peer.closed).toBe(4408);
    expect(Date.now() - openedAt).toBeGreaterThan(4_500);
    expect(peer.frames).toEqual([]);
  },

  async 'a reader may listen and may not speak'(scene) {
    const claims = { roles: ['reader'] };
    const [reader, ada] = [await scene.enter('rita', { claims }), await scene.enter('ada')];
    const id = reader.say('let me');
    const fault = await reader.frame('fault');
    const token = await scene.token('rita', claims);
    const response = await scene.request('…/messages', { as: token, body: { text: 'let me' } });
    await ada.tell('hello');

    expect(fault).toMatchObject({ code: 'forbidden', id });
    expect(response.status).toBe(403);
    expect((await reader.heard(1)).map(({ text }) => text)).toEqual(['hello']);
  },

  async 'a token can be renewed without a new socket'(scene) {
    const peer = await scene.enter('ada');
    const exp = Math.floor(Date.now() / 1000) + 7200;

    peer.send({ type: 'refresh', token: await scene.token('ada', { exp }) });

    expect(await peer.frame('refreshed')).toEqual({ type: 'refreshed', expiresAt: exp * 1000 });
    await peer.tell('still here');
  },

  async 'a token cannot be renewed with that of another visitor'(scene) {
    const peer = await scene.enter('ada');

    peer.send({ type: 'refresh', token: await scene.token('bob') });

    expect((await peer.frame('fault')).code).toBe('token-invalid');
    expect(await peer.closed).toBe(4401);
  },

  async 'when a token expires, its event stream ends and its socket is closed within a second'(scene) {
    const exp = Math.floor(Date.now() / 1000) + 3;
    const claims = { exp };
    const [stream, peer] = [await scene.events('ada', { claims }), await scene.enter('ada', { claims })];
    expect((await stream.next())?.event).toBe('welcome');

    expect(await stream.next()).toBeUndefined();
    const fault = await peer.frame('fault');

    expect(Math.abs(Date.now() - exp * 1000)).toBeLessThan(1_000 + SLACK_MS);
    expect((await peer.frame('welcome')).expiresAt).toBe(exp * 1000);
    expect(fault.code).toBe('token-expired');
    expect(await peer.closed).toBe(4401);
  },

  async 'who renews in time keeps one socket over five lives of a token'(scene) {
    let exp = Math.floor(Date.now() / 1000) + 4;
    const peer = await scene.enter('ada', { claims: { exp } });

    for (let life = 1; life <= 5; life++) {
      // Two seconds before the end: what is renewed must be the life of the token and not the socket.
      await new Promise((resolve) => setTimeout(resolve, exp * 1000 - 2_000 - Date.now()));
      exp += 2;
      peer.send({ type: 'refresh', token: await scene.token('ada', { exp }) });
      await peer.until(() => peer.all('refreshed').length >= life || undefined, `renewal ${life}`);
    }

    await peer.tell('still here');
    expect(peer.all('welcome')).toHaveLength(1);
  },

  async 'a token of 8 KiB is taken in the first frame, as a subprotocol and in a header'(scene) {
    const bare = (await scene.token('ada', { more: '' })).length;
    const token = await scene.token('ada', { more: 'x'.repeat(Math.floor(((LIMITS.tokenBytes - bare) * 3) / 4) - 4) });
    const peer = await scene.knock();
    peer.send({ type: 'authenticate', token });

    expect(token.length).toBeGreaterThan(LIMITS.tokenBytes - 16);
    expect((await peer.frame('welcome')).visitor.id).toBe(scene.id('ada'));
    const protocols = ['breakwater.v1', `breakwater.bearer.${token}`];
    expect((await (await scene.knock({ protocols })).frame('welcome')).visitor.id).toBe(scene.id('ada'));
    expect((await scene.request('…/members', { as: token })).status).toBe(200);
  },

  async 'what brings no token may not be as large as what does'(scene) {
    const peer = await scene.enter('ada');

    peer.send(JSON.stringify({ type: 'say', id: 'message-1', text: 'x'.repeat(LIMITS.frameBytes) }));

    expect((await peer.frame('fault')).code).toBe('frame-too-large');
    expect(await peer.closed).toBe(1009);
  },
};
