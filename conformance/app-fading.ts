import { expect } from 'vitest';
import { fadeLeftMs } from '#chat';
import { ChatClient } from '#client';
import type { Behaviours, Scene } from './app-scene.ts';
import { within } from './patience.ts';

/** How far a client's idea of the log's time may be off beside other tests on a busy machine, in milliseconds. */
const CLOCK_ERROR_MS = 500;

const FADE_MS = 5_000;

/** For how much longer a client that comes now shows a message, by the time that it knows. */
async function leftFor(scene: Scene, text: string): Promise<{ leftMs: number; ageMs: number }> {
  const token = await scene.token('late');
  const client = new ChatClient({ urls: scene.url('reader'), room: scene.room, token });
  try {
    const found = new Promise<{ leftMs: number; ageMs: number }>((resolve) => {
      client.on('entry', (entry) => {
        if (entry.kind !== 'message' || entry.text !== text) return;
        resolve({ leftMs: fadeLeftMs(entry.at, client.serverNow(), FADE_MS), ageMs: Date.now() - entry.at });
      });
    });
    return await within(found, `the message "${text}"`);
  } finally {
    client.close();
  }
}

/** When a message fades is a matter of the log's time and not of when it came. */
export const FADING: Behaviours = {
  async 'a message that comes late is shown for the rest of its time alone, and an old one not at all'(scene) {
    const ada = await scene.enter('ada');
    await ada.tell('old');
    await new Promise((resolve) => setTimeout(resolve, 4_200));
    const [late] = await Promise.all([leftFor(scene, 'old'), ada.tell('new')]);
    const fresh = await leftFor(scene, 'new');
    await new Promise((resolve) => setTimeout(resolve, late.leftMs + 50));
    const old = await leftFor(scene, 'old');

    // Processes of one machine have one clock: what is left and the age make the whole, within a frame's way.
    expect(Math.abs(late.leftMs + late.ageMs - FADE_MS)).toBeLessThan(CLOCK_ERROR_MS);
    expect(Math.abs(fresh.leftMs + fresh.ageMs - FADE_MS)).toBeLessThan(CLOCK_ERROR_MS);
    expect(late.leftMs).toBeLessThanOrEqual(800 + CLOCK_ERROR_MS);
    expect(old.leftMs).toBe(0);
  },
};
