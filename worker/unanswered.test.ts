import { expect, test } from 'vitest';
import { Unanswered } from './unanswered.ts';

const MEGABYTE = 'x'.repeat(1_048_576);
const AUTHENTICATE = '{"type":"authenticate","token":"…","got":true}';

test('a visitor who offers to say how far they read is asked to, and when they say nothing a bounded amount waits', () => {
  const silent = new Unanswered();
  const alive = new Unanswered();
  const taken = { silent: 0, alive: 0 };
  for (const one of [silent, alive]) one.toPods(AUTHENTICATE, 0);
  const welcome = silent.toVisitor('{"type":"welcome","members":[]}');

  for (let sent = 0; sent < 100; sent++) {
    if (silent.toVisitor(MEGABYTE)) taken.silent++;
    if (alive.toVisitor(MEGABYTE)) taken.alive++;
    alive.toPods('{"type":"got","position":{"epoch":"e","offset":1}}', sent);
  }

  expect(welcome).toBe('{"type":"welcome","members":[],"gotEvery":32768}');
  expect(taken).toEqual({ silent: 7, alive: 100 });
});

test('a visitor who does not offer it is asked nothing, and is not closed for listening', () => {
  const listener = new Unanswered();

  const frames = Array.from({ length: 100 }, () => listener.toVisitor(MEGABYTE));

  expect(frames).not.toContain(undefined);
  expect(listener.toVisitor('{"type":"welcome"}')).toBe('{"type":"welcome"}');
});

test('what a visitor sends waits for an answer, which is not what others say', () => {
  const large = new ArrayBuffer(200_000);
  const waiting = new Unanswered();
  const answered = new Unanswered();

  const ignored = [waiting.toPods(large, 0), waiting.toVisitor('{"type":"entries"}'), waiting.toPods(large, 0)];
  const alive = [answered.toPods(large, 0), answered.toVisitor('{"type":"pong"}'), answered.toPods(large, 0)];

  expect(ignored).toEqual([large, '{"type":"entries"}', undefined]);
  expect(alive).toEqual([large, '{"type":"pong"}', large]);
});

test('motions, which nobody answers, may go on for ever at the pace of a page', () => {
  const mover = new Unanswered();
  const flood = new Unanswered();
  const motion = '{"type":"cursor","place":{"x":1234.5,"y":-1234.5}}';

  const hour = Array.from({ length: 20 * 3_600 }, (_, index) => mover.toPods(motion, index * 50));
  const second = Array.from({ length: 20_000 }, (_, index) => flood.toPods(motion, index / 20));

  expect(hour).not.toContain(undefined);
  expect(second).toContain(undefined);
});
