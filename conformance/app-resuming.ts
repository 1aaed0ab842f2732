import { expect } from 'vitest';
import type { Position } from '#chat';
import type { Behaviours } from './app-scene.ts';

const words = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `word ${from + index}`);

/** Coming for the first time, and coming back. */
export const RESUMING: Behaviours = {
  async 'whoever is new hears what was said before, in order'(scene) {
    const ada = await scene.enter('ada');
    for (const text of words(1, 5)) await ada.tell(text);

    const bob = await scene.enter('bob', { at: 'reader' });

    expect((await bob.heard(5)).map(({ text }) => text)).toEqual(words(1, 5));
    const { recovered, from, head } = await bob.frame('welcome');
    expect([recovered, from.offset, head.offset]).toEqual([false, 0, 5]);
  },

  async 'whoever is first finds an empty room'(scene) {
    const ada = await scene.enter('ada');

    const { from, head, recovered } = await ada.frame('welcome');
    expect([from.offset, head, recovered]).toEqual([0, from, false]);
    expect((await ada.tell('hello')).position.offset).toBe(1);
    expect((await ada.heard(1)).map(({ offset }) => offset)).toEqual([1]);
  },

  async 'whoever is new hears at most the newest hundred'(scene) {
    await scene.fill(110);

    const bob = await scene.enter('bob', { at: 'reader' });

    await bob.until(() => (bob.offsets.at(-1) === 110 ? true : undefined), 'the newest entry');
    expect(bob.offsets).toEqual(Array.from({ length: 100 }, (_, index) => index + 11));
    expect((await bob.frame('welcome')).from.offset).toBe(10);
  },

  async 'whoever comes back hears exactly what was said meanwhile'(scene) {
    const [ada, first] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
    for (const text of words(1, 3)) await ada.tell(text);
    await first.heard(3);
    first.break();
    for (const text of words(4, 8)) await ada.tell(text);

    const second = await scene.enter('bob', { at: 'reader', after: first.position });
    await ada.tell('word 9');

    expect((await second.heard(6)).map(({ text }) => text)).toEqual(words(4, 9));
    expect(await second.frame('welcome')).toMatchObject({ recovered: true, from: first.position });
    expect(second.all('gap')).toEqual([]);
  },

  async 'whoever comes back at another place hears exactly what was said meanwhile'(scene) {
    const [ada, first] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
    for (const text of words(1, 3)) await ada.tell(text);
    await first.heard(3);
    first.break();
    for (const text of words(4, 8)) await ada.tell(text);

    const second = await scene.enter('bob', { at: 'writer', after: first.position });

    expect((await second.heard(5)).map(({ text }) => text)).toEqual(words(4, 8));
    expect((await second.frame('welcome')).recovered).toBe(true);
  },

  async 'a position in the first frame counts as one in the query does'(scene) {
    const ada = await scene.enter('ada');
    for (const text of words(1, 5)) await ada.tell(text);
    const after = { epoch: ada.position.epoch, offset: 3 };

    const bob = await scene.knock({ at: 'reader' });
    bob.send({ type: 'authenticate', token: await scene.token('bob'), after });

    expect((await bob.heard(2)).map(({ text }) => text)).toEqual(words(4, 5));
    expect(await bob.frame('welcome')).toMatchObject({ recovered: true, from: after });
  },

  async 'whoever comes back and missed nothing is told so, and hears what comes next'(scene) {
    const ada = await scene.enter('ada');
    await ada.tell('word 1');
    const after = (await ada.tell('word 2')).position;

    const bob = await scene.enter('bob', { at: 'reader', after });
    await ada.tell('word 3');

    expect(await bob.frame('welcome')).toMatchObject({ recovered: true, from: after, head: after });
    expect((await bob.heard(1)).map(({ text }) => text)).toEqual(['word 3']);
  },

  async 'whoever comes back twice while nothing is said is told the same twice'(scene) {
    const ada = await scene.enter('ada');
    const { position } = await ada.tell('word 1');

    const told: Array<{ recovered: boolean; from: Position; entries: number }> = [];
    for (let times = 0; times < 2; times++) {
      const bob = await scene.enter('bob', { at: 'reader', after: position });
      const { recovered, from } = await bob.frame('welcome');
      await bob.close();
      told.push({ recovered, from, entries: bob.entries.length });
    }

    expect(told).toEqual(Array(2).fill({ recovered: true, from: position, entries: 0 }));
  },

  async 'a position before the first entry brings all of them'(scene) {
    const ada = await scene.enter('ada');
    const { from } = await ada.frame('welcome');
    for (const text of words(1, 3)) await ada.tell(text);

    const bob = await scene.enter('bob', { at: 'reader', after: from });

    expect((await bob.heard(3)).map(({ text }) => text)).toEqual(words(1, 3));
    expect((await bob.frame('welcome')).recovered).toBe(true);
  },

  async 'a position in an empty room is good when the first word was said'(scene) {
    const early = await scene.enter('bob', { at: 'reader' });
    const { position } = early;
    await early.close();
    const ada = await scene.enter('ada');
    await ada.tell('word 1');

    const bob = await scene.enter('bob', { at: 'reader', after: position });

    expect((await bob.heard(1)).map(({ text }) => text)).toEqual(['word 1']);
    expect((await bob.frame('welcome')).recovered).toBe(true);
  },

  async 'whoever is cut off again and again while people talk hears every word once and in order'(scene) {
    const people = [await scene.enter('ada'), await scene.enter('bob'), await scene.enter('cy')] as const;
    const start = (await people[0].frame('welcome')).from;
    const talking = Promise.all(
      people.map(async (peer, who) => {
        for (let index = 0; index < 20; index++) await peer.tell(`${who}-${index}`);
      }),
    );
    const heard: number[] = [];
    let after: Position | undefined;
    for (let visits = 0; heard.length < 60; visits++) {
      const at = visits % 2 === 0 ? 'reader' : 'writer';
      const eve = await scene.enter('eve', { at, after: after ?? start });
      await eve.until(() => eve.entries.length > 0 || undefined, 'an entry');
      eve.break();
      heard.push(...eve.offsets);
      after = eve.position;
    }
    await talking;

    expect(heard).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  },
};
