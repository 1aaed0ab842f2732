import { expect } from 'vitest';
import { GAPS, type Position } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';
import { Refused } from './peer.ts';
import { KEPT } from './place-environment.ts';

const NO_POSITIONS = ['abc', ':1', 'e:', 'e:-1', 'e:1.5', 'e:1e3', `${'e'.repeat(33)}:1`, 'e:1%0A', 'e%20:1', 'e:1:2'];

interface Slice {
  readonly epoch: string;
  readonly head: number;
  readonly position: Position;
  readonly entries: ReadonlyArray<{ readonly offset: number }>;
  readonly gap?: object;
}

/** Three entries, and the position of the last one. */
async function three(scene: Scene): Promise<Position> {
  const ada = await scene.enter('ada');
  await ada.tell('one');
  await ada.tell('two');
  return (await ada.tell('three')).position;
}

/** Positions that are none, and those that no log can continue from. */
export const POSITIONS: Behaviours = {
  async 'a position that is none is told "bad-position" over HTTP'(scene) {
    for (const after of NO_POSITIONS) {
      for (const path of ['messages', 'events']) {
        const response = await scene.request(`…/${path}?after=${after}`, { as: 'eve' });

        expect([after, path, response.status]).toEqual([after, path, 400]);
        expect(await response.json()).toMatchObject({ error: { code: 'bad-position' } });
      }
    }
  },

  async 'a position that is none refuses the socket'(scene) {
    for (const after of NO_POSITIONS) {
      const protocols = ['breakwater.v1', `breakwater.bearer.${await scene.token('eve')}`];
      const refused = await scene.knock({ protocols, query: `?after=${after}` }).catch((error: unknown) => error);

      expect(refused).toBeInstanceOf(Refused);
      expect([(refused as Refused).status, (refused as Refused).code]).toEqual([400, 'bad-position']);
    }
  },

  async 'a Last-Event-ID that is none is told "bad-position"'(scene) {
    const response = await scene.request('…/events', { as: 'eve', headers: { 'last-event-id': 'yesterday' } });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-position' } });
  },

  async 'a position of another epoch is told as a gap, with its sentence, and the newest entries follow'(scene) {
    const { epoch } = await three(scene);
    const after = { epoch: 'another', offset: 2 };

    const bob = await scene.enter('bob', { at: 'reader', after });

    const from = { epoch, offset: 0 };
    expect(await bob.frame('gap')).toEqual({ type: 'gap', reason: 'epoch', message: GAPS.epoch, after, from });
    expect(await bob.frame('welcome')).toMatchObject({ recovered: false, from });
    expect((await bob.heard(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  },

  async 'an offset ahead of the log is told as a gap, with its sentence, and the newest entries follow'(scene) {
    const { epoch } = await three(scene);
    const after = { epoch, offset: 1_000 };

    const bob = await scene.enter('bob', { at: 'reader', after });

    const from = { epoch, offset: 0 };
    expect(await bob.frame('gap')).toEqual({ type: 'gap', reason: 'ahead', message: GAPS.ahead, after, from });
    expect(await bob.frame('welcome')).toMatchObject({ recovered: false, from });
    expect((await bob.heard(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  },

  async 'a position before what is kept is told as a gap that counts what is missing'(scene) {
    const { epoch } = await three(scene);
    await scene.fill(KEPT + 27);
    const after = { epoch, offset: 3 };

    const bob = await scene.enter('bob', { at: 'reader', after });

    const gap = await bob.frame('gap');
    expect(gap).toMatchObject({ reason: 'trimmed', message: GAPS.trimmed, after });
    expect(gap.from.offset).toBeGreaterThan(3);
    expect(gap.missing).toBe(gap.from.offset - 3);
    const head = KEPT + 30;
    await bob.until(() => (bob.offsets.at(-1) === head ? true : undefined), 'the newest entry');
    expect(bob.offsets).toEqual(
      Array.from({ length: head - gap.from.offset }, (_, index) => gap.from.offset + 1 + index),
    );
  },

  async 'after a gap the next message is the next entry'(scene) {
    await three(scene);
    const bob = await scene.enter('bob', { at: 'reader', after: { epoch: 'another', offset: 7 } });

    await bob.tell('four');

    expect((await bob.heard(4)).map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
  },

  async 'the same gaps are told over HTTP'(scene) {
    const { epoch } = await three(scene);
    const read = (after: string) => scene.json<Slice>(`…/messages?after=${after}`, { as: 'bob', at: 'reader' });

    const [other, ahead] = [await read('another:2'), await read(`${epoch}:1000`)];

    const from = { epoch, offset: 0 };
    expect(other.gap).toEqual({ reason: 'epoch', message: GAPS.epoch, after: { epoch: 'another', offset: 2 }, from });
    expect(ahead.gap).toEqual({ reason: 'ahead', message: GAPS.ahead, after: { epoch, offset: 1000 }, from });
    for (const { entries, position } of [other, ahead]) {
      expect(entries.map(({ offset }) => offset)).toEqual([1, 2, 3]);
      expect(position).toEqual({ epoch, offset: 3 });
    }
  },

  async 'the same gaps are told as events'(scene) {
    const { epoch } = await three(scene);

    const stream = await scene.events('bob', { at: 'reader', after: { epoch: 'another', offset: 2 } });

    const [welcome, gap, ...entries] = await stream.take(5);
    expect(welcome?.event).toBe('welcome');
    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ recovered: false });
    expect([gap?.event, gap?.id]).toEqual(['gap', `${epoch}:0`]);
    expect(JSON.parse(gap?.data ?? '')).toMatchObject({ reason: 'epoch', message: GAPS.epoch });
    expect(entries.map(({ id }) => id)).toEqual([`${epoch}:1`, `${epoch}:2`, `${epoch}:3`]);
  },
};
