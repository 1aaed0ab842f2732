import { expect } from 'vitest';
import { MESSAGE_RATE } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';

const SPACING_MS = 60_000 / MESSAGE_RATE.perMinute;

/** How many may have been let through by now: the burst, and what time has given back since. */
function mostSince(startedAt: number): number {
  return MESSAGE_RATE.burst + Math.ceil((Date.now() - startedAt) / SPACING_MS) + 1;
}

/** Says things without waiting until all are answered. */
async function flood(peer: Peer, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) peer.say('again', { id: `message-${index}` });
  await peer.until(() => peer.all('ack').length + peer.all('fault').length >= count || undefined, `${count} answers`);
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
}

async function post(scene: Scene, at: 'writer' | 'reader', id: string): Promise<Answer> {
  const response = await scene.request('…/messages', { at, as: 'ada', body: { text: 'again', id } });
  const { error } = (await response.json()) as { error?: { code: string; retryAfterMs?: number } };
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, code: error?.code, retryAfterMs: error?.retryAfterMs };
}

/** 100 messages a minute from one visitor, 20 of them at once. */
export const LIMITED: Behaviours = {
  async 'twenty messages at once are taken, more are told when to come back, and the socket lives'(scene) {
    const startedAt = Date.now();
    const ada = await scene.enter('ada');

    await flood(ada, 40);

    const acks = ada.all('ack');
    expect(acks.slice(0, 20).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => `message-${n + 1}`));
    expect(acks.length).toBeLessThanOrEqual(mostSince(startedAt));
    expect(ada.all('fault').length).toBe(40 - acks.length);
    for (const fault of ada.all('fault')) {
      expect(fault).toMatchObject({ code: 'rate-limited', id: expect.stringMatching(/^message-\d+$/) });
      expect(fault.retryAfterMs).toBeGreaterThan(0);
      expect(fault.retryAfterMs).toBeLessThanOrEqual(SPACING_MS);
    }
    expect(ada.isOpen).toBe(true);
  },

  async 'what was refused can be said when the time is over'(scene) {
    const ada = await scene.enter('ada');
    await flood(ada, 40);
    const [refused] = ada.all('fault').slice(-1);

    const ack = await eventually(async () => {
      const answers = ada.frames.length;
      ada.say('again', { id: refused?.id ?? '' });
      await ada.until(() => ada.frames.slice(answers).find(({ type }) => type !== 'entries'), 'an answer');
      return ada.all('ack').find(({ id }) => id === refused?.id);
    }, 'the message to be taken');

    expect(ack).toMatchObject({ id: refused?.id, duplicate: false });
  },

  async 'one who speaks too much takes nothing from the others'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob')];
    await flood(ada, 40);

    const acks = await Promise.all(Array.from({ length: 10 }, (_, index) => bob.tell(`word ${index}`)));

    expect(acks).toHaveLength(10);
  },

  async 'a message that was said before does not count'(scene) {
    const ada = await scene.enter('ada');
    await flood(ada, 40);

    ada.say('again', { id: 'message-1' });

    expect(await ada.frame('ack', ({ duplicate }) => duplicate)).toMatchObject({ id: 'message-1' });
  },

  async 'a visitor is counted once over sockets, HTTP and places'(scene) {
    const startedAt = Date.now();
    const [here, there] = [await scene.enter('ada'), await scene.enter('ada', { at: 'reader' })];

    await flood(here, 10);
    const posted = await Promise.all(Array.from({ length: 15 }, (_, n) => post(scene, 'reader', `posted-here-${n}`)));
    for (let index = 1; index <= 15; index++) there.say('again', { id: `message-there-${index}` });
    await there.until(() => there.all('ack').length + there.all('fault').length >= 15 || undefined, '15 answers');

    const taken =
      here.all('ack').length + there.all('ack').length + posted.filter(({ status }) => status === 201).length;
    expect(taken).toBeGreaterThanOrEqual(MESSAGE_RATE.burst);
    expect(taken).toBeLessThanOrEqual(mostSince(startedAt));
  },

  async 'over HTTP it is 429, and says when to come back'(scene) {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => post(scene, 'writer', `message-${n}`)));

    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { code, retryAfter, retryAfterMs } of refused) {
      expect([code, retryAfter]).toEqual(['rate-limited', '1']);
      expect(retryAfterMs).toBeLessThanOrEqual(SPACING_MS);
    }
  },
};
