import { expect, test } from 'vitest';
import { ClockVirtual, LIMITS, parseClientFrame, utf8Length } from '#chat';
import { MotionSender } from './motion-sender.ts';

function open() {
  const clock = new ClockVirtual();
  const sent: string[] = [];
  const sender = new MotionSender(clock, (text) => sent.push(text));
  const frames = () => sent.map((text) => parseClientFrame(text));
  return { clock, sent, sender, frames };
}

test('the first key is shown at once, and then the last one every 50 ms', () => {
  const { clock, sender, frames } = open();

  for (let count = 1; count <= 100; count++) {
    sender.typing('x'.repeat(count), 'message-1', { x: 1, y: 2 });
    clock.advance(5);
  }
  clock.advance(50);

  expect(frames().length).toBeLessThanOrEqual(12);
  expect(frames()[0]).toEqual({ type: 'typing', id: 'message-1', text: 'x', place: { x: 1, y: 2 } });
  expect(frames().at(-1)).toMatchObject({ text: 'x'.repeat(100) });
});

test('a pointer has a pace of its own', () => {
  const { clock, sender, frames } = open();

  sender.typing('x', 'message-1', undefined);
  for (let x = 0; x < 10; x++) sender.cursor({ x, y: 0 });
  clock.advance(50);
  sender.cursor(undefined);
  clock.advance(50);

  expect(frames()).toEqual([
    { type: 'typing', id: 'message-1', text: 'x' },
    { type: 'cursor', place: { x: 0, y: 0 } },
    { type: 'cursor', place: { x: 9, y: 0 } },
    { type: 'cursor' },
  ]);
});

test('who types no further says so again every four seconds, for a minute', () => {
  const { clock, sent, sender } = open();

  sender.typing('thinking', 'message-1', undefined);
  clock.advance(600_000);

  expect(sent).toHaveLength(16);
  expect(clock.waiting).toBe(0);
});

test('what is said, given up or ended is not repeated, nor is the last key that waited sent', () => {
  for (const end of ['said', 'given up', 'stopped']) {
    const { clock, sender, frames } = open();
    sender.typing('a', 'message-1', undefined);
    sender.typing('ab', 'message-1', undefined);

    if (end === 'said') sender.said('message-1');
    else if (end === 'stopped') sender.stop();
    else sender.typing('', 'message-1', undefined);
    clock.advance(60_000);

    const texts = frames().map((frame) => (frame.type === 'typing' ? frame.text : frame.type));
    expect([end, ...texts]).toEqual([end, 'a', ...(end === 'given up' ? [''] : [])]);
    expect(clock.waiting).toBe(0);
  }
});

test('what is too long is shown up to where it may be, and never as a frame that closes the socket', () => {
  const { clock, sender, sent, frames } = open();

  sender.typing('é'.repeat(1_000), 'message-1', undefined);
  clock.advance(50);
  sender.typing('👩‍👩‍👧‍👦'.repeat(280), 'message-1', undefined);
  clock.advance(50);

  expect(frames()).toMatchObject([{ text: 'é'.repeat(LIMITS.typingGraphemes) }]);
  for (const text of sent) expect(utf8Length(text)).toBeLessThanOrEqual(LIMITS.frameBytes);
});
