import { expect, test } from 'vitest';
import { Delivery, deliveriesOf } from './delivery.ts';
import { sealEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import { ADA, counted, newDraft } from './fixture.ts';
import { PONG } from './frame-client.ts';
import { encodeBatch, encodeFault, encodeServerFrame, parseServerFrame } from './frame-server.ts';

test('a batch is joined from sealed entries and reads as one frame', () => {
  const entries = [1, 2].map((offset) => sealEntry(offset, 1_000, newDraft(ADA, '"quotes" \\ 👋').body));

  const frame = parseServerFrame(encodeBatch({ epoch: 'e1', entries }));

  expect(frame).toMatchObject({
    type: 'entries',
    epoch: 'e1',
    entries: [
      { offset: 1, at: 1_000, author: ADA, text: '"quotes" \\ 👋' },
      { offset: 2, at: 1_000 },
    ],
  });
});

test('a fault tells its code, a sentence, and only what is known besides', () => {
  const plain = JSON.parse(encodeFault(new ChatFault('bad-json')));
  const full = JSON.parse(encodeFault(new ChatFault('rate-limited', { retryAfterMs: 600 }), 'message-a'));

  expect(plain).toEqual({ type: 'fault', code: 'bad-json', message: expect.any(String) });
  expect(full).toMatchObject({ code: 'rate-limited', id: 'message-a', retryAfterMs: 600 });
});

test('a frame of a type that is not known is none, and of a field that is not known is read without it', () => {
  expect(parseServerFrame('{"type":"from the future"}')).toBeUndefined();
  expect(parseServerFrame('{"type":"toString"}')).toBeUndefined();
  expect(parseServerFrame('{"type":"pong","later":1}')).toEqual({ type: 'pong' });
});

test('what is no frame at all throws', () => {
  expect(() => parseServerFrame('{')).toThrow();
  expect(() => parseServerFrame('{"type":"ack","id":5}')).toThrow();
});

test('the answer to a ping is the exact text that the edge sends', () => {
  expect(encodeServerFrame({ type: 'pong' })).toBe(PONG);
});

test('a delivery makes its frame once, and many entries make several frames', () => {
  const entries = counted(1, 250).map((offset) => sealEntry(offset, 1_000, newDraft().body));

  const list = deliveriesOf('e1', entries);

  expect(list.map(({ batch }) => batch.entries.length)).toEqual([100, 100, 50]);
  expect(list.flatMap(({ batch }) => batch.entries)).toEqual(entries);
  expect(new Delivery(list[0]!.batch).frame).toBe(list[0]!.frame);
  expect(deliveriesOf('e1', [])).toEqual([]);
});
