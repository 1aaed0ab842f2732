import { expect } from 'vitest';
import type { Behaviours } from './app-scene.ts';
import { knockWith } from './app-tokens.ts';

/** What a token may do where: by its roles, or by its claim `rooms`. */
export const RIGHTS_IN_ROOMS: Behaviours = {
  async 'a token that names rooms opens those and no others'(scene) {
    const claims = { rooms: { 'somewhere-else*': ['read', 'say'] } };
    const token = await scene.token('ada', claims);

    const response = await scene.request('…/messages', { as: token });
    const refused = await knockWith(scene, token);
    const peer = await scene.knock();
    peer.send({ type: 'authenticate', token });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden-room' } });
    expect([refused.status, refused.code]).toEqual([403, 'forbidden-room']);
    expect((await peer.frame('fault')).code).toBe('forbidden-room');
    expect(await peer.closed).toBe(4403);
  },

  async 'a token may read one room and write in another'(scene) {
    const other = `${scene.room}-2`;
    const claims = { rooms: { [scene.room]: ['read'], [`${scene.room}-*`]: ['read', 'say'] } };
    const [here, there] = [await scene.enter('ada', { claims }), await scene.enter('ada', { claims, room: other })];

    const id = here.say('may I?');
    await there.tell('here I may');

    expect(await here.frame('fault')).toMatchObject({ code: 'forbidden', id });
    const response = await scene.request('…/messages', { as: await scene.token('ada', claims), body: { text: 'no' } });
    expect(response.status).toBe(403);
  },

  async 'a token can make somebody the moderator of one room'(scene) {
    const claims = { rooms: { [scene.room]: ['read', 'say', 'moderate'] } };
    const [mo, bob] = [await scene.enter('mo', { claims }), await scene.enter('bob')];
    const { position } = await bob.tell('spam');

    mo.send({ type: 'delete', id: 'message-delete', target: position });

    expect((await mo.frame('ack')).id).toBe('message-delete');
    const ban = { as: await scene.token('mo', claims), body: { visitorId: scene.id('bob'), seconds: 60 } };
    expect((await scene.request('/api/admin/bans', ban)).status).toBe(403);
  },

  async 'a token whose rooms are wrong is refused as a whole'(scene) {
    const token = await scene.token('ada', { rooms: { [scene.room]: ['everything'] } });

    expect((await knockWith(scene, token)).code).toBe('token-invalid');
  },

  async 'a renewed token must open the room too'(scene) {
    const peer = await scene.enter('ada');

    peer.send({ type: 'refresh', token: await scene.token('ada', { rooms: { elsewhere: ['read'] } }) });

    expect((await peer.frame('fault')).code).toBe('forbidden-room');
    expect(await peer.closed).toBe(4403);
  },
};
