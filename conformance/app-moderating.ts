import { expect } from 'vitest';
import type { Behaviours, Scene } from './app-scene.ts';
import type { Peer } from './peer.ts';

function moderator(scene: Scene, at: 'writer' | 'reader' = 'writer'): Promise<Peer> {
  return scene.enter('mona', { at, claims: { roles: ['moderator'] } });
}

/** What moderators do to visitors. */
export const MODERATING: Behaviours = {
  async 'who is muted is told so and until when, over a socket and over HTTP, and still reads'(scene) {
    const [mona, bob] = [await moderator(scene), await scene.enter('bob', { at: 'reader' })];

    await mona.act({ type: 'mute', visitorId: scene.id('bob'), seconds: 60 });

    const fault = await bob.fail({ type: 'say', text: 'hello' });
    const answer = await scene.request('…/messages', { as: 'bob', body: { text: 'hello' } });
    await mona.tell('order');
    expect(fault).toMatchObject({ code: 'muted', retryAfterMs: expect.closeTo(60_000, -4) });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([403, expect.stringMatching(/^(59|60)$/)]);
    expect((await bob.heard(1)).map(({ text }) => text)).toEqual(['order']);
    expect(bob.log[0]).toMatchObject({ kind: 'mute', visitorId: scene.id('bob'), seconds: 60 });
  },

  async 'who is muted is told at the door, and may take their own words away'(scene) {
    const [mona, bob] = [await moderator(scene), await scene.enter('bob', { at: 'reader' })];
    const { position: target } = await bob.tell('sorry');
    const { at } = await mona.act({ type: 'mute', visitorId: scene.id('bob'), seconds: 60 });
    await bob.entry(({ kind }) => kind === 'mute');

    const again = await scene.enter('bob', { at: 'reader' });

    expect((await again.frame('welcome')).mutedUntil).toBe(at + 60_000);
    expect((await again.fail({ type: 'edit', id: 'change-01', target, text: 'not sorry' })).code).toBe('muted');
    expect((await again.act({ type: 'delete', id: 'change-02', target })).duplicate).toBe(false);
  },

  async 'a mute ends when a moderator ends it, and by itself'(scene) {
    const [mona, bob] = [await moderator(scene), await scene.enter('bob', { at: 'reader' })];
    const visitorId = scene.id('bob');

    await mona.act({ type: 'mute', visitorId, seconds: 60 });
    expect((await bob.fail({ type: 'say', text: 'hello' })).code).toBe('muted');
    await mona.act({ type: 'unmute', visitorId });
    await bob.tell('free');
    await mona.act({ type: 'mute', visitorId, seconds: 1 });
    const { retryAfterMs = 0 } = await bob.fail({ type: 'say', text: 'hello' });
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs + 20));

    await bob.tell('free again');
  },

  async 'a mute is of one visitor in one room'(scene) {
    const [mona, bob] = [await moderator(scene), await scene.enter('bob', { at: 'reader' })];
    const elsewhere = await scene.enter('bob', { room: `${scene.room}-other` });

    await mona.act({ type: 'mute', visitorId: scene.id('bob'), seconds: 60 });

    await elsewhere.tell('here I may');
    await (await scene.enter('ada')).tell('I may too');
    expect((await bob.fail({ type: 'say', text: 'I' })).code).toBe('muted');
  },

  async 'nobody sees a muted visitor type'(scene) {
    const [mona, bob] = [await moderator(scene), await scene.enter('bob', { at: 'reader' })];
    await mona.act({ type: 'mute', visitorId: scene.id('bob'), seconds: 60 });
    await bob.entry(({ kind }) => kind === 'mute');

    bob.send({ type: 'typing', id: 'message-1', text: 'psst' });
    const ada = await scene.enter('ada', { at: 'reader' });
    ada.send({ type: 'typing', id: 'message-1', text: 'hello' });

    expect((await mona.frame('typing')).visitor.id).toBe(scene.id('ada'));
  },

  async 'who is sent out is told why and closed with 4403, on every socket in this room and no other'(scene) {
    const mona = await moderator(scene);
    const [here, there] = [await scene.enter('bob'), await scene.enter('bob', { at: 'reader' })];
    const elsewhere = await scene.enter('bob', { room: `${scene.room}-other` });

    await mona.act({ type: 'kick', visitorId: scene.id('bob') });

    for (const peer of [here, there]) {
      expect((await peer.frame('fault')).code).toBe('kicked');
      expect(await peer.closed).toBe(4403);
    }
    await elsewhere.tell('still here');
    await (await scene.enter('bob', { at: 'reader' })).tell('and back, by hand');
  },

  async 'moderation is for moderators'(scene) {
    const bob = await scene.enter('bob');
    const visitorId = scene.id('ada');
    const acts = [
      { type: 'mute', visitorId, seconds: 60 },
      { type: 'unmute', visitorId },
      { type: 'kick', visitorId },
    ];

    for (const act of acts) expect([act.type, (await bob.fail(act)).code]).toEqual([act.type, 'forbidden']);
    for (const seconds of [0, -1, 1.5, 604_801]) {
      expect((await bob.fail({ type: 'mute', visitorId, seconds })).code).toBe('bad-frame');
    }
    expect((await scene.request('…/kicks', { as: 'bob', body: { visitorId } })).status).toBe(403);
  },

  async 'moderators mute, unmute and send out over HTTP too'(scene) {
    const token = await scene.token('mona', { roles: ['moderator'] });
    const bob = await scene.enter('bob', { at: 'reader' });
    const mute = `…/mutes/${encodeURIComponent(scene.id('bob'))}`;

    const muted = await scene.request(mute, { as: token, method: 'PUT', body: { seconds: 60 } });
    const fault = await bob.fail({ type: 'say', text: 'hello' });
    const unmuted = await scene.request(mute, { as: token, method: 'DELETE' });
    await bob.tell('free');
    const kicked = await scene.request('…/kicks', { as: token, body: { visitorId: scene.id('bob') } });

    expect([muted.status, unmuted.status, kicked.status, fault.code]).toEqual([200, 200, 200, 'muted']);
    expect(await bob.closed).toBe(4403);
  },
};
