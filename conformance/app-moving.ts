import { expect } from 'vitest';
import { LIMITS, MotionView } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';
import type { Peer } from './peer.ts';

async function two(scene: Scene): Promise<[Peer, Peer]> {
  const people: [Peer, Peer] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
  // The line between two places may need a moment: what is not kept is missed before it is there.
  const [ada, bob] = people;
  for (let x = 0; bob.all('cursor').length === 0; x++) {
    ada.send({ type: 'cursor', place: { x, y: -1 } });
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (x > 100) throw new Error('Nothing of what is not kept came through');
  }
  return people;
}

const typing = (text: string, more: object = {}) => ({ type: 'typing', id: 'message-1', text, ...more });

/** What is shown at the moment and never kept. */
export const MOVING: Behaviours = {
  async 'others see a text grow while it is typed, with its place and the id of the message to be'(scene) {
    const [ada, bob] = await two(scene);

    ada.send(typing('h', { place: { x: 1.5, y: -2 } }));
    const first = await bob.frame('typing');
    ada.send(typing('he'));
    await bob.frame('typing', ({ text }) => text === 'he');
    ada.send(typing('hello'));
    await bob.frame('typing', ({ text }) => text === 'hello');
    await ada.tell('hello', { id: 'message-1' });

    expect(first).toEqual({
      type: 'typing',
      session: (await ada.frame('welcome')).session,
      visitor: { id: scene.id('ada'), name: 'ada' },
      id: 'message-1',
      text: 'h',
      place: { x: 1.5, y: -2 },
    });
    expect((await bob.heard(1))[0]?.id).toBe('message-1');
    expect(ada.all('typing')).toEqual([]);
  },

  async 'what is typed is cleaned like a message, may be empty, and is no longer than 280 letters'(scene) {
    const [ada, bob] = await two(scene);
    const family = '👩‍👩‍👧‍👦';

    ada.send(typing('a\u202e\u0000b'));
    await bob.frame('typing', ({ text }) => text === 'ab');
    ada.send(typing(''));
    await bob.frame('typing', ({ text }) => text === '');
    ada.send(typing('é'.repeat(LIMITS.typingGraphemes)));
    ada.send(typing('x'.repeat(LIMITS.typingGraphemes + 1)));
    ada.send(typing(`${family.repeat(100)}${'x'.repeat(181)}`));
    ada.send({ type: 'typing', id: 'short', text: 'x' });
    await ada.until(() => ada.all('fault').length === 3 || undefined, 'three faults');

    const codes = ada.all('fault').map(({ code }) => code);
    expect(codes).toEqual(['text-too-long', 'text-too-long', 'bad-message-id']);
  },

  async 'of what one session does only the last matters: a burst is not passed on, its end is'(scene) {
    const [ada, bob] = await two(scene);
    const before = bob.all('typing').length;

    for (let length = 1; length <= 200; length++) ada.send(typing('x'.repeat(length)));
    await bob.frame('typing', ({ text }) => text.length === 200);

    expect(bob.all('typing').length - before).toBeLessThan(60);
    const lengths = bob.all('typing').map(({ text }) => text.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  },

  async 'it is not kept: no history, no position, not for who comes later, and not counted as messages'(scene) {
    const [ada, bob] = await two(scene);

    for (let index = 0; index < 50; index++) ada.send(typing(`word ${index}`));
    await bob.frame('typing', ({ text }) => text === 'word 49');
    for (let index = 0; index < 20; index++) await ada.tell(`said ${index}`);
    const late = await scene.enter('cy', { at: 'reader' });

    expect((await late.heard(20)).map(({ offset }) => offset)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(late.all('typing')).toEqual([]);
    expect(ada.all('fault')).toEqual([]);
  },

  async 'a pointer is seen where it is, and no longer when it is gone'(scene) {
    const [ada, bob] = await two(scene);
    const view = new MotionView();

    bob.send({ type: 'cursor', place: { x: 1e9, y: 0.25 } });
    const seen = await ada.frame('cursor', ({ place }) => place?.x === 1e9);
    view.take(seen, 0);
    bob.send({ type: 'cursor' });
    const gone = await ada.frame('cursor', ({ place }) => place === undefined);

    expect(view.cursors(0)).toEqual([seen]);
    expect(seen.place).toEqual({ x: 1e9, y: 0.25 });
    view.take(gone, 0);
    expect(view.cursors(0)).toEqual([]);
  },

  async 'who goes away while typing is no longer seen typing'(scene) {
    const [ada, bob] = await two(scene);
    bob.send(typing('I have to'));
    await ada.frame('typing', ({ text }) => text === 'I have to');

    bob.break();

    await ada.frame('typing', ({ text, visitor }) => text === '' && visitor.id === scene.id('bob'));
  },

  async 'rooms see nothing of each other’s typing'(scene) {
    const [ada, bob] = await two(scene);
    const other = await scene.enter('cy', { at: 'reader', room: `${scene.room}-other` });

    ada.send(typing('here'));
    await bob.frame('typing');
    await other.tell('quiet');
    await other.heard(1);

    expect([other.all('typing'), other.all('cursor')]).toEqual([[], []]);
  },

  async 'a place that is none is refused with "bad-frame"'(scene) {
    const ada = await scene.enter('ada');
    const places = ['{"x":1e999,"y":0}', '{"x":null,"y":0}', '{"x":1}', '{"x":1e10,"y":0}', '[1,2]', '{"x":"1","y":0}'];

    for (const place of places) {
      ada.send(`{"type":"cursor","place":${place}}`);
      ada.send(`{"type":"typing","id":"message-1","text":"x","place":${place}}`);
    }
    await ada.until(() => ada.all('fault').length === 12 || undefined, 'twelve faults');

    expect([...new Set(ada.all('fault').map(({ code, id }) => `${code} ${id}`))]).toEqual(['bad-frame undefined']);
  },
};
