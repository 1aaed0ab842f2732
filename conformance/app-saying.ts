import { expect } from 'vitest';
import { parseServerFrame } from '#chat';
import type { Behaviours } from './app-scene.ts';

interface Said {
  readonly id: string;
  readonly position: { readonly epoch: string; readonly offset: number };
  readonly at: number;
  readonly duplicate: boolean;
}

/** A message's way into the log and back. */
export const SAYING: Behaviours = {
  async 'a message is acknowledged with its position, and comes to everybody, its sender too, at that position'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];

    const ack = await ada.tell('hello', { id: 'message-1' });

    expect(ack).toEqual({
      type: 'ack',
      id: 'message-1',
      position: { epoch: (await ada.frame('welcome')).from.epoch, offset: 1 },
      at: expect.closeTo(Date.now(), -5),
      duplicate: false,
    });
    const entry = {
      offset: 1,
      at: ack.at,
      kind: 'message',
      id: 'message-1',
      author: { id: scene.id('ada'), name: 'ada' },
      text: 'hello',
    };
    expect([await ada.heard(1), await bob.heard(1)]).toEqual([[entry], [entry]]);
    expect(ada.position).toEqual(bob.position);
  },

  async 'a message may have a place, and keeps it exactly'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
    const places = [
      { x: 0, y: 0 },
      { x: -12.5, y: 0.1 },
      { x: 1e9, y: -1e9 },
    ];

    for (const place of places) await ada.tell('here', { place });

    expect((await bob.heard(3)).map(({ place }) => place)).toEqual(places);
  },

  async 'a server sends no field that the table of frames does not name'(scene) {
    const ada = await scene.enter('ada');
    const bob = await scene.enter('bob', { after: { epoch: 'another', offset: 1 } });
    await bob.tell('hello', { place: { x: 1, y: 2 } });
    bob.say('');
    bob.send({ type: 'refresh', token: await scene.token('bob') });
    await bob.frame('refreshed');
    await ada.frame('joined', ({ visitor }) => visitor.id === scene.id('bob'));
    await bob.close();
    await ada.frame('left');

    for (const text of [...ada.texts, ...bob.texts]) expect(parseServerFrame(text)).toEqual(JSON.parse(text));
    const types = new Set([...ada.frames, ...bob.frames].map(({ type }) => type));
    expect(types.size).toBeGreaterThanOrEqual(8);
  },

  async 'a message over HTTP is 201, says its position, and can be read where it says'(scene) {
    const bob = await scene.enter('bob', { at: 'reader' });

    const response = await scene.request('…/messages', { as: 'ada', body: { text: 'hello', id: 'message-1' } });
    const said = (await response.json()) as Said;
    const where = response.headers.get('location') ?? '';
    const read = await scene.json<{ entries: unknown[] }>(where, { as: 'bob' });

    expect(response.status).toBe(201);
    expect(said).toEqual({
      id: 'message-1',
      position: { epoch: expect.any(String), offset: 1 },
      at: expect.any(Number),
      duplicate: false,
    });
    expect(await bob.heard(1)).toEqual(read.entries);
    expect(read.entries).toMatchObject([{ id: 'message-1', offset: 1, at: said.at, author: { id: scene.id('ada') } }]);
  },

  async 'many who speak at once are heard by everybody in one order, without a hole'(scene) {
    const people = ['ada', 'bob', 'cy', 'dan', 'eve'];
    const peers = await Promise.all(
      people.map((who, index) => scene.enter(who, { at: index % 2 === 0 ? 'writer' : 'reader' })),
    );
    const readers = [await scene.enter('rita'), await scene.enter('rob', { at: 'reader' })];

    const told = peers.flatMap((peer, sender) =>
      Array.from({ length: 12 }, (_, index) => peer.tell(`${sender}`, { id: `message-${sender}-${index}` })),
    );
    const acks = await Promise.all(told);

    const lists = await Promise.all([...peers, ...readers].map((peer) => peer.heard(60)));
    expect(lists[0]?.map(({ offset }) => offset)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    for (const list of lists) expect(list).toEqual(lists[0]);
    for (const ack of acks) expect(lists[0]?.[ack.position.offset - 1]).toMatchObject({ id: ack.id, at: ack.at });
  },

  async 'what one sender says without waiting stays in order'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
    const texts = Array.from({ length: 20 }, (_, index) => `word ${index}`);

    for (const text of texts) ada.say(text);

    expect((await bob.heard(20)).map(({ text }) => text)).toEqual(texts);
  },

  async 'rooms hear nothing of each other'(scene) {
    const other = `${scene.room}-other`;
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader', room: other })];

    await ada.tell('in one');
    const ack = await bob.tell('in the other');

    expect(ack.position.offset).toBe(1);
    expect((await bob.heard(1)).map(({ text }) => text)).toEqual(['in the other']);
    expect((await ada.heard(1)).map(({ text }) => text)).toEqual(['in one']);
  },

  async 'a message that is said twice is one entry, and the second time is told so'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];

    const first = await ada.tell('hello', { id: 'message-1' });
    ada.say('hello', { id: 'message-1' });
    const second = await ada.frame('ack', ({ duplicate }) => duplicate);
    await ada.tell('next', { id: 'message-2' });

    expect(second).toEqual({ ...first, duplicate: true });
    expect((await bob.heard(2)).map(({ id }) => id)).toEqual(['message-1', 'message-2']);
  },

  async 'a message that is said at once over every way and place is one entry'(scene) {
    const [here, there] = [await scene.enter('ada'), await scene.enter('ada', { at: 'reader' })];
    const id = 'message-1';
    const post = (at: 'writer' | 'reader') =>
      scene.json<Said>('…/messages', { at, as: 'ada', body: { text: 'hello', id } });

    const answers = await Promise.all([
      here.tell('hello', { id }),
      there.tell('hello', { id }),
      post('writer'),
      post('reader'),
      post('reader'),
    ]);

    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(answers.map(({ position }) => position.offset)).toEqual([1, 1, 1, 1, 1]);
    const next = await here.tell('next', { id: 'message-2' });
    expect(next.position.offset).toBe(2);
    expect((await there.heard(2)).map((entry) => entry.id)).toEqual([id, 'message-2']);
  },

  async 'two visitors may use the same id'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];

    const acks = [await ada.tell('mine', { id: 'message-1' }), await bob.tell('mine', { id: 'message-1' })];

    expect(acks.map(({ duplicate }) => duplicate)).toEqual([false, false]);
    expect((await ada.heard(2)).map(({ author }) => author.name)).toEqual(['ada', 'bob']);
  },

  async 'an Idempotency-Key makes sending again safe, with or without quotes'(scene) {
    const post = (key: string) =>
      scene.request('…/messages', { as: 'ada', headers: { 'idempotency-key': key }, body: { text: 'hello' } });

    const responses = [await post('order-4711'), await post('order-4711'), await post('"order-4711"')];
    const said = await Promise.all(responses.map(async (response) => (await response.json()) as Said));

    expect(responses.map(({ status }) => status)).toEqual([201, 200, 200]);
    expect(said.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
    expect(said.map(({ id, position }) => `${id} ${position.offset}`)).toEqual(Array(3).fill('order-4711 1'));
  },

  async 'two messages over HTTP without an id are two messages'(scene) {
    const post = () => scene.json<Said>('…/messages', { as: 'ada', body: { text: 'hello' } });

    const said = [await post(), await post()];

    expect(said.map(({ position }) => position.offset)).toEqual([1, 2]);
    expect(said[0]?.id).not.toBe(said[1]?.id);
  },
};
