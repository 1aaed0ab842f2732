import { expect, test } from 'vitest';
import type { Motion } from './motion.ts';
import { MotionView } from './motion-view.ts';

const visitor = { id: 'ada', name: 'Ada' };
const typing = (text: string, session = 's1', id = 'message-1'): Motion => ({
  type: 'typing',
  session,
  visitor,
  id,
  text,
});
const cursor = (x?: number, session = 's1'): Motion => ({
  type: 'cursor',
  session,
  visitor,
  ...(x !== undefined && { place: { x, y: 0 } }),
});

test('of each session the last text and the last place are seen', () => {
  const view = new MotionView();

  for (const motion of [typing('h'), typing('he'), cursor(1), cursor(2), typing('other', 's2')]) view.take(motion, 0);

  expect(view.typing(0).map(({ text }) => text)).toEqual(['he', 'other']);
  expect(view.cursors(0).map(({ place }) => place?.x)).toEqual([2]);
});

test('what is given up, said, left, or forgotten by a new connection is not seen', () => {
  const view = new MotionView();
  const seen = () => view.typing(0).map(({ session }) => session);

  for (const session of ['s1', 's2', 's3', 's4']) view.take(typing('x', session, `message-${session}`), 0);
  view.take(typing('', 's1'), 0);
  expect(seen()).toEqual(['s2', 's3', 's4']);
  view.said('ada', 'message-s2');
  view.said('bob', 'message-s3');
  expect(seen()).toEqual(['s3', 's4']);
  view.left('bob');
  expect(seen()).toEqual(['s3', 's4']);
  view.left('ada');
  expect(seen()).toEqual([]);
  view.take(typing('x'), 0);
  view.clear();
  expect(seen()).toEqual([]);
});

test('what is not renewed goes away: a text after ten seconds, a pointer after thirty', () => {
  const view = new MotionView();
  view.take(typing('x'), 1_000);
  view.take(cursor(1), 1_000);

  const counts = [10_999, 11_000, 30_999, 31_000].map((now) => [view.typing(now).length, view.cursors(now).length]);

  expect(counts).toEqual([
    [1, 1],
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
});

test('it is bounded', () => {
  const view = new MotionView();

  for (let index = 0; index < 5_000; index++) view.take(cursor(index, `s${index}`), 0);

  expect(view.cursors(0)).toHaveLength(1_000);
  expect(view.cursors(0).at(-1)?.session).toBe('s4999');
});
