import { expect } from 'vitest';
import type { Behaviours, Scene } from './app-scene.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';

interface Members {
  readonly members: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly count: number;
}

function list(scene: Scene, at: 'writer' | 'reader' = 'reader'): Promise<Members> {
  return scene.json<Members>('…/members', { as: 'somebody', at });
}

/** Waits until everybody can know that somebody of this scene is here. */
async function isHere(scene: Scene, who: string): Promise<void> {
  await eventually(async () => {
    const { members } = await list(scene);
    return members.some(({ id }) => id === scene.id(who)) || undefined;
  }, `${who} to be here`);
}

/** Waits until a peer was told that somebody else of this scene is here. */
async function sees(scene: Scene, peer: Peer, who: string): Promise<void> {
  const id = scene.id(who);
  await peer.until(() => peer.all('joined').find(({ visitor }) => visitor.id === id), `${who} to come`);
}

/** Who is here. */
export const MEMBERS: Behaviours = {
  async 'those who are here are told who comes, and how many they are'(scene) {
    const ada = await scene.enter('ada');
    await isHere(scene, 'ada');

    await scene.enter('bob', { at: 'reader' });

    const joined = await ada.frame('joined', ({ visitor }) => visitor.id === scene.id('bob'));
    expect(joined).toEqual({ type: 'joined', visitor: { id: scene.id('bob'), name: 'bob' }, memberCount: 2 });
  },

  async 'those who are here are told who went, and how many are left'(scene) {
    const ada = await scene.enter('ada');
    await isHere(scene, 'ada');
    const bob = await scene.enter('bob', { at: 'reader' });
    await sees(scene, ada, 'bob');

    await bob.close();

    expect(await ada.frame('left')).toEqual({ type: 'left', id: scene.id('bob'), memberCount: 1 });
  },

  async 'whoever comes is told who is here, themselves included'(scene) {
    await scene.enter('ada');
    await isHere(scene, 'ada');

    const bob = await scene.enter('bob', { at: 'reader' });

    const { members, memberCount } = await bob.frame('welcome');
    expect(members.map(({ id }) => id).toSorted()).toEqual([scene.id('ada'), scene.id('bob')]);
    expect(memberCount).toBe(2);
  },

  async 'whoever comes is named in their welcome, and not told of themselves again'(scene) {
    const ada = await scene.enter('ada');
    await isHere(scene, 'ada');
    const bob = await scene.enter('bob', { at: 'reader' });
    await sees(scene, ada, 'bob');

    await bob.close();

    await ada.frame('left');
    for (const peer of [ada, bob]) {
      const own = peer.all('welcome')[0]?.visitor.id;
      expect(peer.all('joined').filter(({ visitor }) => visitor.id === own)).toEqual([]);
    }
  },

  async 'a visitor with two sockets is one member, until the last one is gone'(scene) {
    const ada = await scene.enter('ada');
    const [first, second] = [await scene.enter('bob'), await scene.enter('bob', { at: 'reader' })];
    await sees(scene, ada, 'bob');
    const while2 = await eventually(async () => {
      const members = await list(scene);
      return members.count === 2 ? members : undefined;
    }, 'two members');
    await first.close();
    await scene.enter('cy');
    await sees(scene, ada, 'cy');
    const leftEarly = ada.all('left').length;

    await second.close();

    expect(await ada.frame('left')).toMatchObject({ id: scene.id('bob') });
    expect(ada.all('joined').filter(({ visitor }) => visitor.id === scene.id('bob'))).toHaveLength(1);
    expect([while2.count, leftEarly, ada.all('left').length]).toEqual([2, 0, 1]);
  },

  async 'whose line broke and who is back at once was never gone'(scene) {
    const ada = await scene.enter('ada');
    const bob = await scene.enter('bob', { at: 'reader' });
    await sees(scene, ada, 'bob');

    bob.break();
    await bob.closed;
    await scene.enter('bob', { at: 'reader' });
    const cy = await scene.enter('cy', { at: 'reader' });
    await sees(scene, ada, 'cy');
    await cy.close();

    expect(await ada.frame('left')).toMatchObject({ id: scene.id('cy') });
    const ofBob = ada.all('joined').filter(({ visitor }) => visitor.id === scene.id('bob'));
    expect([ofBob.length, ada.all('left').length]).toEqual([1, 1]);
  },

  async 'GET …/members names those who are here, at every place'(scene) {
    const ada = await scene.enter('ada');
    await scene.enter('bob', { at: 'reader' });
    await sees(scene, ada, 'bob');

    for (const at of ['writer', 'reader'] as const) {
      const { members, count } = await eventually(async () => {
        const answer = await list(scene, at);
        return answer.count === 2 ? answer : undefined;
      }, 'two members');

      expect(count).toBe(2);
      expect(members.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        { id: scene.id('ada'), name: 'ada' },
        { id: scene.id('bob'), name: 'bob' },
      ]);
    }
  },

  async 'a room that everybody left has no members'(scene) {
    const ada = await scene.enter('ada');
    await isHere(scene, 'ada');
    const bob = await scene.enter('bob', { at: 'reader' });
    await sees(scene, ada, 'bob');

    await ada.close();
    bob.break();

    const empty = await eventually(async () => {
      const members = await list(scene);
      return members.count === 0 ? members : undefined;
    }, 'an empty room');
    expect(empty).toEqual({ members: [], count: 0 });
  },

  async 'rooms have their own members'(scene) {
    await scene.enter('ada');
    await isHere(scene, 'ada');
    const bob = await scene.enter('bob', { room: `${scene.room}-other` });

    expect((await bob.frame('welcome')).members.map(({ id }) => id)).toEqual([scene.id('bob')]);
    expect((await list(scene, 'writer')).members.map(({ id }) => id)).toEqual([scene.id('ada')]);
  },
};
