import { expect } from 'vitest';
import { formatPosition, type Position, RoomView } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';
import type { Peer } from './peer.ts';

/** What a room looks like to somebody who has read so far. */
function view(peer: Peer): RoomView {
  const folded = new RoomView();
  for (const { epoch, entries } of peer.all('entries')) {
    for (const entry of entries) folded.take(entry, { epoch, offset: entry.offset });
  }
  return folded;
}

/** Waits until somebody has read the log up to an offset. */
async function reads(peer: Peer, offset: number): Promise<RoomView> {
  await peer.until(() => peer.log.find((entry) => entry.offset === offset), `the entry at ${offset}`);
  return view(peer);
}

async function two(scene: Scene): Promise<{ ada: Peer; bob: Peer; target: Position }> {
  const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
  const { position: target } = await ada.tell('hello', { place: { x: 1, y: 2 } });
  await bob.heard(1);
  return { ada, bob, target };
}

/** What is done to messages: each is an entry, so it is ordered, resumed and done once like a message. */
export const CHANGING: Behaviours = {
  async 'an edit is an entry of its own that names its message, and everybody sees the new text'(scene) {
    const { ada, bob, target } = await two(scene);

    const ack = await ada.act({ type: 'edit', id: 'change-01', target, text: 'hello\u202e there' });

    const { messages } = await reads(bob, 2);
    expect(ack.position).toEqual({ epoch: target.epoch, offset: 2 });
    expect(bob.log[1]).toEqual({
      offset: 2,
      at: ack.at,
      kind: 'edit',
      id: 'change-01',
      author: { id: scene.id('ada'), name: 'ada' },
      target: 1,
      text: 'hello there',
    });
    expect(messages).toMatchObject([
      { text: 'hello there', editedAt: ack.at, place: { x: 1, y: 2 }, position: target },
    ]);
  },

  async 'a message that was deleted is not seen any more, also by who comes later or comes back'(scene) {
    const { ada, bob, target } = await two(scene);
    await ada.tell('stays');

    await ada.act({ type: 'delete', target });

    const { messages } = await reads(bob, 3);
    const late = await scene.enter('cy', { at: 'reader' });
    const back = await scene.enter('dan', { at: 'reader', after: { ...target, offset: 0 } });
    expect(messages.map(({ text }) => text)).toEqual(['stays']);
    for (const peer of [late, back]) expect((await reads(peer, 3)).messages.map(({ text }) => text)).toEqual(['stays']);
  },

  async 'reactions are counted by who reacts, once for each emoji, and can be taken back'(scene) {
    const { ada, bob, target } = await two(scene);

    await bob.act({ type: 'react', target, emoji: '👍🏽' });
    await bob.act({ type: 'react', target, emoji: '👍🏽' });
    await ada.act({ type: 'react', target, emoji: '👍🏽' });
    await ada.act({ type: 'react', target, emoji: '❤' });
    await ada.act({ type: 'unreact', target, emoji: '👍🏽' });

    const { messages } = await reads(bob, 6);
    expect(messages[0]?.reactions).toEqual([
      { emoji: '👍🏽', by: [scene.id('bob')] },
      { emoji: '❤️', by: [scene.id('ada')] },
    ]);
  },

  async 'a reaction that is not one emoji is told "bad-emoji"'(scene) {
    const { ada, target } = await two(scene);

    for (const emoji of ['', 'x', '👍👍', '👍 ', '<b>', '\u{1f3fd}\u200d', '1', 'http://x'.repeat(40)]) {
      expect([emoji, (await ada.fail({ type: 'react', target, emoji })).code]).toEqual([emoji, 'bad-emoji']);
    }
    expect(ada.log).toHaveLength(1);
  },

  async 'a message is its author’s: nobody else edits or deletes it; a moderator may delete and not edit'(scene) {
    const { bob, target } = await two(scene);
    const mona = await scene.enter('mona', { claims: { roles: ['moderator'] } });

    const codes = [
      await bob.fail({ type: 'edit', target, text: 'mine now' }),
      await bob.fail({ type: 'delete', target }),
      await mona.fail({ type: 'edit', target, text: 'better' }),
    ].map(({ code }) => code);
    await mona.act({ type: 'delete', target });

    expect(codes).toEqual(['not-yours', 'not-yours', 'not-yours']);
    expect((await reads(bob, 2)).messages).toEqual([]);
  },

  async 'a message that is not there, is no message, or is of another epoch is told "target-gone"'(scene) {
    const { ada, target } = await two(scene);
    await ada.act({ type: 'react', target, emoji: '👍' });

    for (const other of [
      { ...target, offset: 9 },
      { ...target, offset: 2 },
      { epoch: 'another', offset: 1 },
    ]) {
      const { code } = await ada.fail({ type: 'edit', target: other, text: 'hm' });
      expect([other, code]).toEqual([other, 'target-gone']);
    }
    expect((await ada.fail({ type: 'edit', target: { ...target, offset: 0 }, text: 'hm' })).code).toBe('bad-position');
  },

  async 'a change that is sent again with its id is one entry'(scene) {
    const { ada, bob, target } = await two(scene);

    const first = await ada.act({ type: 'edit', id: 'change-01', target, text: 'once' });
    ada.send({ type: 'edit', id: 'change-01', target, text: 'once' });
    const again = await ada.frame('ack', ({ duplicate }) => duplicate);
    await ada.tell('next');

    expect(again.position).toEqual(first.position);
    await reads(bob, 3);
    expect(bob.log.map(({ kind }) => kind)).toEqual(['message', 'edit', 'message']);
  },

  async 'messages can be changed over HTTP at their position, and what was done is answered with its own'(scene) {
    const { ada, bob, target } = await two(scene);
    const at = `…/messages/${formatPosition(target)}`;

    const edited = await scene.request(at, { as: 'ada', method: 'PATCH', body: { text: 'by HTTP', id: 'change-01' } });
    const reacted = await scene.request(`${at}/reactions/${encodeURIComponent('🎉')}`, { as: 'bob', method: 'PUT' });
    const seen = (await reads(ada, 3)).messages;
    await scene.request(`${at}/reactions/${encodeURIComponent('🎉')}`, { as: 'bob', method: 'DELETE' });
    const foreign = await scene.request(at, { as: 'bob', method: 'DELETE' });
    const deleted = await scene.request(at, { as: 'ada', method: 'DELETE' });

    expect([edited.status, reacted.status, foreign.status, deleted.status]).toEqual([200, 200, 403, 200]);
    expect(await edited.json()).toEqual({
      id: 'change-01',
      position: { epoch: target.epoch, offset: 2 },
      at: expect.any(Number),
      duplicate: false,
    });
    expect(seen).toMatchObject([{ text: 'by HTTP', reactions: [{ emoji: '🎉', by: [scene.id('bob')] }] }]);
    expect((await reads(bob, 5)).messages).toEqual([]);
  },

  async 'what is wrong with a change over HTTP is told as over a socket'(scene) {
    const { target } = await two(scene);
    const at = `…/messages/${formatPosition(target)}`;
    const asked = [
      await scene.request('…/messages/yesterday', { as: 'ada', method: 'DELETE' }),
      await scene.request('…/messages/another:1', { as: 'ada', method: 'DELETE' }),
      await scene.request(at, { as: 'ada', method: 'PATCH', body: { text: '' } }),
      await scene.request(at, { as: 'ada', method: 'PATCH', body: { text: 'x', place: { x: 1, y: 1 } } }),
      await scene.request(`${at}/reactions/yes`, { as: 'ada', method: 'PUT' }),
      await scene.request(at, { method: 'DELETE' }),
      await scene.request(at, { as: 'ada', method: 'PUT', body: {} }),
    ];

    const codes = await Promise.all(
      asked.map(async (answer) => ((await answer.json()) as { error: { code: string } }).error.code),
    );
    expect(codes).toEqual([
      'bad-position',
      'target-gone',
      'text-empty',
      'bad-body',
      'bad-emoji',
      'token-missing',
      'method-not-allowed',
    ]);
  },

  async 'who may only read changes nothing'(scene) {
    const { target } = await two(scene);
    const rita = await scene.enter('rita', { claims: { roles: ['reader'] } });

    for (const act of [
      { type: 'react', target, emoji: '👍' },
      { type: 'delete', target },
    ]) {
      expect((await rita.fail(act)).code).toBe('forbidden');
    }
    rita.send({ type: 'typing', id: 'message-9', text: 'psst' });
    await rita.until(() => rita.all('fault').length === 3 || undefined, 'three faults');
    expect(rita.all('fault').at(-1)?.code).toBe('forbidden');
  },
};
