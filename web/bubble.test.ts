import { describe, expect, it } from 'vitest';
import type { ViewMessage } from '#chat';
import { bubblesOf, driftOf, type FadeRules, type Scene } from './bubble.ts';

const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };
const message = (id: string, at: number, change: Partial<ViewMessage> = {}): ViewMessage => ({
  position: { epoch: 'e', offset: 1 },
  id,
  author: bob,
  text: id,
  place: { x: 1, y: 2 },
  at,
  reactions: [],
  ...change,
});
const empty: Scene = {
  messages: [],
  pending: [],
  typing: [],
  self: ada,
  isOwn: (id) => id === 'ada',
  hidden: new Set(),
};
const at = (now: number, change: Partial<FadeRules> = {}): FadeRules => ({
  now,
  fadeMs: 5_000,
  heldUntil: () => 0,
  ...change,
});
const phases = (scene: Scene, rules: FadeRules) => bubblesOf(scene, rules).map(({ key, phase }) => `${key} ${phase}`);

describe('what is on the canvas', () => {
  it('is seen for five seconds by the log’s time, and fades in the last of them', () => {
    const scene = { ...empty, messages: [message('m1', 1_000)] };

    expect(phases(scene, at(5_000))).toEqual(['bob m1 shown']);
    expect(phases(scene, at(5_200))).toEqual(['bob m1 fading']);
    expect(phases(scene, at(6_000))).toEqual([]);
  });

  it('stays while somebody holds it, and for ever where that was chosen', () => {
    const scene = { ...empty, messages: [message('m1', 1_000)] };

    expect(phases(scene, at(60_000, { heldUntil: () => Number.POSITIVE_INFINITY }))).toEqual(['bob m1 shown']);
    expect(phases(scene, at(60_000, { fadeMs: Number.POSITIVE_INFINITY }))).toEqual(['bob m1 shown']);
  });

  it('is one bubble from the first letter to the entry', () => {
    const typing = [
      { type: 'typing' as const, session: 's', visitor: bob, id: 'm1', text: 'He', place: { x: 1, y: 2 } },
    ];

    expect(phases({ ...empty, typing }, at(0))).toEqual(['bob m1 typing']);
    expect(phases({ ...empty, typing, messages: [message('m1', 0)] }, at(100))).toEqual(['bob m1 shown']);
    // Who still repeats what was said long ago is not shown again.
    expect(phases({ ...empty, typing, messages: [message('m1', 0)] }, at(9_000))).toEqual([]);
  });

  it('shows what of ours is on its way, and never lets that fade', () => {
    const own = { id: 'm2', text: 'mine', place: { x: 0, y: 0 }, from: 'canvas' as const, writtenAt: 0 };
    const pending = [
      { ...own, status: 'waiting' as const },
      { ...own, id: 'm3', status: 'held' as const },
    ];

    expect(phases({ ...empty, pending }, at(99_000))).toEqual(['ada m2 waiting', 'ada m3 unsent']);
  });

  it('leaves out whom the reader hides', () => {
    const scene = { ...empty, messages: [message('m1', 0)], hidden: new Set(['bob']) };

    expect(phases(scene, at(1))).toEqual([]);
  });

  it('begins its time again when it is edited', () => {
    const scene = { ...empty, messages: [message('m1', 0, { editedAt: 8_000 })] };

    expect(phases(scene, at(9_000))).toEqual(['bob m1 shown']);
  });

  it('gives what was said at no place one near the start, the same for everybody', () => {
    const [bubble] = bubblesOf({ ...empty, messages: [message('m1', 0, { place: undefined })] }, at(1));

    expect(bubble?.place).toEqual(driftOf('m1'));
    expect(Math.hypot(bubble?.place.x ?? 9e9, bubble?.place.y ?? 9e9)).toBeLessThan(500);
  });
});
