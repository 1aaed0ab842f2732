import { expect } from 'vitest';
import type { Entry, Position } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';

interface Slice {
  readonly epoch: string;
  readonly head: number;
  readonly position: Position;
  readonly entries: readonly Entry[];
}

function read(scene: Scene, query = ''): Promise<Slice> {
  return scene.json<Slice>(`…/messages${query}`, { as: 'bob', at: 'reader' });
}

async function say(scene: Scene, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) {
    await scene.request('…/messages', { as: `ada-${Math.floor(index / 15)}`, body: { text: `word ${index}` } });
  }
}

const offsets = (slice: Slice) => slice.entries.map(({ offset }) => offset);

/** `GET …/messages`. */
export const READING: Behaviours = {
  async 'an empty room has no entries and a position to read on from'(scene) {
    const slice = await read(scene);
    await say(scene, 1);
    const next = await read(scene, `?after=${slice.position.epoch}:${slice.position.offset}`);

    expect([slice.head, slice.entries, slice.position]).toEqual([0, [], { epoch: slice.epoch, offset: 0 }]);
    expect(offsets(next)).toEqual([1]);
  },

  async 'without a position the newest entries are read, oldest first'(scene) {
    await say(scene, 7);

    const [all, some] = [await read(scene), await read(scene, '?limit=3')];

    expect(offsets(all)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(offsets(some)).toEqual([5, 6, 7]);
    expect([all.head, some.head, some.position.offset]).toEqual([7, 7, 7]);
  },

  async 'pages that follow each other are the whole room'(scene) {
    await say(scene, 10);
    const { epoch } = await read(scene);

    const pages: number[][] = [];
    for (let position = `${epoch}:0`; pages.length < 5; ) {
      const slice = await read(scene, `?after=${position}&limit=4`);
      pages.push(offsets(slice));
      position = `${slice.position.epoch}:${slice.position.offset}`;
    }

    expect(pages).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10], [], []]);
  },

  async 'what was acknowledged can be read at once'(scene) {
    const ada = await scene.enter('ada');

    for (let index = 1; index <= 10; index++) {
      const { position } = await ada.tell(`word ${index}`);

      expect((await read(scene, `?after=${position.epoch}:${position.offset - 1}`)).head).toBeGreaterThanOrEqual(index);
    }
  },

  async 'at the head nothing follows, and the position stays'(scene) {
    await say(scene, 2);
    const { position } = await read(scene);

    const slice = await read(scene, `?after=${position.epoch}:${position.offset}`);

    expect([offsets(slice), slice.position]).toEqual([[], position]);
    expect(slice).not.toHaveProperty('gap');
  },

  async 'a page has at most a hundred entries'(scene) {
    await scene.fill(105);
    const { epoch } = await read(scene);

    const [newest, first] = [await read(scene), await read(scene, `?after=${epoch}:0`)];

    expect(offsets(newest)).toEqual(Array.from({ length: 100 }, (_, index) => index + 6));
    expect(offsets(first)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  },
};
