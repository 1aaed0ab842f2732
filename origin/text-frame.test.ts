import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { textFrame } from './text-frame.ts';

// ws exports its reader of frames, but its types do not say so.
const { Receiver } = createRequire(import.meta.url)('ws') as {
  Receiver: new () => Writable;
};

function read(frames: Buffer): Promise<string[]> {
  const texts: string[] = [];
  const receiver = new Receiver();
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  return new Promise((resolve, reject) => {
    receiver.on('error', reject);
    receiver.write(frames, () => resolve(texts));
  });
}

test.each([0, 1, 125, 126, 65_535, 65_536, 100_000])(
  'a text of %i bytes is read back from its frame',
  async (length) => {
    const text = 'x'.repeat(length);

    const texts = await read(textFrame(text));

    expect(texts).toEqual([text]);
  },
);

test('bytes are counted and not characters', async () => {
  const text = 'naïve 🌊'.repeat(30);

  expect(await read(Buffer.concat([textFrame(text), textFrame('after')]))).toEqual([text, 'after']);
});

test('the same text twice is one buffer, another text is another', () => {
  const first = textFrame('to everybody');

  expect(textFrame('to everybody')).toBe(first);
  expect(textFrame('to somebody')).not.toBe(first);
  expect(textFrame('to everybody').equals(first)).toBe(true);
});
