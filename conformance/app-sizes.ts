import { expect } from 'vitest';
import type { Behaviours } from './app-scene.ts';

/** As docs/protocol.md says them; not taken from the table that is under test. */
const FRAME_BYTES = 4096;
const TEXT_BYTES = 3072;

/** How large things may be. */
export const SIZES: Behaviours = {
  async 'a frame of exactly 4096 bytes is read'(scene) {
    const ada = await scene.enter('ada');
    const frame = JSON.stringify({ type: 'say', id: 'message-1', text: 'hello' });

    ada.send(frame.padEnd(FRAME_BYTES));

    expect((await ada.frame('ack')).id).toBe('message-1');
  },

  async 'a frame of 4097 bytes is told so and closes the socket with 1009, and nobody else minds'(scene) {
    const [eve, ada] = [await scene.enter('eve'), await scene.enter('ada', { at: 'reader' })];
    const frame = JSON.stringify({ type: 'say', id: 'message-1', text: 'hello' });

    eve.send(frame.padEnd(FRAME_BYTES + 1));

    expect((await eve.frame('fault')).code).toBe('frame-too-large');
    expect(await eve.closed).toBe(1009);
    await ada.tell('still here');
    expect((await ada.heard(1)).map(({ text }) => text)).toEqual(['still here']);
  },

  async 'a frame of few letters and many bytes is as large as its bytes'(scene) {
    const eve = await scene.enter('eve');

    eve.send({ type: 'say', id: 'message-1', text: '€'.repeat(FRAME_BYTES / 3 + 1) });

    expect(await eve.closed).toBe(1009);
  },

  async 'a frame of a megabyte is told so and closes the socket with 1009'(scene) {
    const eve = await scene.enter('eve');

    eve.send('x'.repeat(1_048_576));

    expect((await eve.frame('fault')).code).toBe('frame-too-large');
    expect(await eve.closed).toBe(1009);
  },

  async 'a binary frame of a megabyte ends the socket, and nobody else minds'(scene) {
    const [eve, ada] = [await scene.enter('eve'), await scene.enter('ada')];

    eve.send(Buffer.alloc(1_048_576));

    expect(await eve.closed).toBe(1009);
    await ada.tell('still here');
  },

  async 'a text of exactly 3072 bytes is said'(scene) {
    const ada = await scene.enter('ada');
    const texts = ['x'.repeat(TEXT_BYTES), '€'.repeat(TEXT_BYTES / 3)];

    for (const text of texts) await ada.tell(text);

    expect((await ada.heard(2)).map(({ text }) => text)).toEqual(texts);
  },

  async 'a body of more than 4096 bytes is 413'(scene) {
    const body = JSON.stringify({ text: 'hello' }).padEnd(FRAME_BYTES + 1);

    const response = await scene.request('…/messages', { as: 'eve', body });

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'body-too-large' } });
  },

  async 'a body of exactly 4096 bytes is read'(scene) {
    const body = JSON.stringify({ text: 'hello' }).padEnd(FRAME_BYTES);

    const response = await scene.request('…/messages', { as: 'ada', body });

    expect(response.status).toBe(201);
  },
};
