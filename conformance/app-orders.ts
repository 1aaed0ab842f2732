import { expect } from 'vitest';
import type { Behaviours, Scene } from './app-scene.ts';
import { knockWith } from './app-tokens.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';

/** Within this time an order holds everywhere, in milliseconds: the promise is a second, and a test's machine is slow. */
const EVERYWHERE_MS = 1_000;
/** What a busy machine may add before a test is believed to have found something. */
const SLACK_MS = 8_000;

async function order(scene: Scene, kind: 'bans' | 'revocations', body: object, role = 'moderator'): Promise<Response> {
  const as = await scene.token('mo', { roles: [role] });
  return scene.request(`/api/admin/${kind}`, { as, body });
}

/**
 * How long after the order was acknowledged the last of these was told, and with what all were closed. workerd sends the
 * close right after that, but ends the connection seconds later when no event of the socket caused it.
 */
async function closings(givenAt: number, ...peers: Peer[]): Promise<{ codes: number[]; ms: number }> {
  await Promise.all(peers.map((peer) => peer.frame('fault')));
  const ms = Date.now() - givenAt;
  return { codes: await Promise.all(peers.map((peer) => peer.closed)), ms };
}

async function statusOf(scene: Scene, at: 'writer' | 'reader', token: string): Promise<string> {
  const response = await scene.request('…/members', { at, as: token });
  const { error } = (await response.json()) as { error?: { code: string } };
  return `${response.status} ${error?.code ?? 'ok'}`;
}

/** Who is sent away, and kept out, before their token expires. */
export const ORDERS: Behaviours = {
  async 'a ban closes every socket and event stream of a visitor everywhere, and keeps them out until it is lifted'(
    scene,
  ) {
    const here = await scene.enter('eve');
    const there = await scene.enter('eve', { at: 'reader' });
    const stream = await scene.events('eve', { at: 'reader' });
    const bob = await scene.enter('bob');
    await stream.next();

    const ban = await order(scene, 'bans', { visitorId: scene.id('eve'), seconds: 60 });
    const { codes, ms } = await closings(Date.now(), here, there);

    expect(ban.status).toBe(201);
    expect(codes).toEqual([4403, 4403]);
    expect(ms).toBeLessThan(EVERYWHERE_MS + SLACK_MS);
    expect((await here.frame('fault')).code).toBe('banned');
    while ((await stream.next()) !== undefined);
    const token = await scene.token('eve');
    expect(await statusOf(scene, 'writer', token)).toBe('403 banned');
    expect(await statusOf(scene, 'reader', token)).toBe('403 banned');
    expect((await knockWith(scene, token)).code).toBe('banned');
    const again = await scene.knock({ at: 'reader' });
    again.send({ type: 'authenticate', token });
    expect((await again.frame('fault')).code).toBe('banned');
    expect(await again.closed).toBe(4403);
    expect(bob.isOpen).toBe(true);

    await order(scene, 'bans', { visitorId: scene.id('eve'), seconds: 0 });
    const lifted = async () => (await statusOf(scene, 'reader', token)) === '200 ok' || undefined;
    await eventually(lifted, 'the end of the ban');
  },

  async 'a token that is revoked is worth nothing anywhere, another of the same visitor is'(scene) {
    const claims = { jti: scene.id('stolen') };
    const stolen = await scene.token('ada', claims);
    const thief = await scene.enter('ada', { at: 'reader', claims });
    const ada = await scene.enter('ada');

    const given = await order(scene, 'revocations', { tokenId: scene.id('stolen') }, 'service');
    const { codes, ms } = await closings(Date.now(), thief);

    expect(given.status).toBe(201);
    expect(codes).toEqual([4401]);
    expect(ms).toBeLessThan(EVERYWHERE_MS + SLACK_MS);
    expect((await thief.frame('fault')).code).toBe('token-invalid');
    expect(await statusOf(scene, 'writer', stolen)).toBe('401 token-invalid');
    expect((await knockWith(scene, stolen)).code).toBe('token-invalid');
    await ada.tell('it is really me');
  },

  async 'every token that a visitor has can be revoked; one that is issued later is good'(scene) {
    const old = await scene.token('ada', { iat: Math.floor(Date.now() / 1000) - 60 });
    const here = await scene.enter('ada');

    await order(scene, 'revocations', { visitorId: scene.id('ada') });

    expect((await closings(Date.now(), here)).codes).toEqual([4401]);
    expect(await statusOf(scene, 'writer', old)).toBe('401 token-invalid');
    // Tokens know whole seconds: the next one begins within one.
    const later = await scene.token('ada', { iat: Math.floor(Date.now() / 1000) + 1 });
    expect(await statusOf(scene, 'writer', later)).toBe('200 ok');
  },

  async 'whoever signs out is out everywhere with this token'(scene) {
    const claims = { jti: scene.id('session') };
    const token = await scene.token('ada', claims);
    const there = await scene.enter('ada', { at: 'reader', claims });

    const response = await scene.request('/api/signout', { as: token, method: 'POST' });

    expect(response.status).toBe(201);
    expect((await closings(Date.now(), there)).codes).toEqual([4401]);
    expect(await statusOf(scene, 'writer', token)).toBe('401 token-invalid');
  },

  async 'only moderators and services may ban and revoke'(scene) {
    for (const role of ['member', 'reader']) {
      const answers = [
        await order(scene, 'bans', { visitorId: scene.id('bob'), seconds: 60 }, role),
        await order(scene, 'revocations', { visitorId: scene.id('bob') }, role),
      ];

      expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    }
    const wrong = await order(scene, 'bans', { visitorId: scene.id('bob'), seconds: -1 });
    expect(wrong.status).toBe(400);
    expect(await statusOf(scene, 'writer', await scene.token('bob'))).toBe('200 ok');
  },
};
