import { expect } from 'vitest';
import type { Behaviours, Scene } from './app-scene.ts';
import { Refused } from './peer.ts';

interface Ticket {
  readonly ticket: string;
  readonly expiresAt: number;
}

const give = (scene: Scene, who: string) => scene.json<Ticket>('/api/tickets', { as: who, method: 'POST' });

async function use(scene: Scene, at: 'writer' | 'reader', ticket: string): Promise<string> {
  try {
    const peer = await scene.knock({ at, query: `?ticket=${ticket}` });
    return (await peer.frame('welcome')).visitor.id;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

/** What stands in an address, where a token may not. */
export const TICKETS: Behaviours = {
  async 'a ticket lets its owner in once, at whichever place, and not again'(scene) {
    const { ticket, expiresAt } = await give(scene, 'ada');

    expect(expiresAt - Date.now()).toBeLessThanOrEqual(30_000);
    expect(await use(scene, 'reader', ticket)).toBe(scene.id('ada'));
    expect(await use(scene, 'reader', ticket)).toBe('bad-ticket');
    expect(await use(scene, 'writer', ticket)).toBe('bad-ticket');
  },

  async 'of many who race for one ticket at both places one gets in'(scene) {
    const { ticket } = await give(scene, 'ada');

    const both = ['writer', 'reader'] as const;
    const tries = [...both, ...both, ...both, ...both, ...both];
    const answers = await Promise.all(tries.map((at) => use(scene, at, ticket)));

    expect(answers.sort()).toEqual([...Array.from({ length: 9 }, () => 'bad-ticket'), scene.id('ada')].sort());
  },

  async 'a ticket opens an event stream, which a browser can send no header with'(scene) {
    const { ticket } = await give(scene, 'ada');

    const response = await scene.request(`…/events?ticket=${ticket}`);
    const again = await scene.request(`…/events?ticket=${ticket}`);

    expect([response.status, again.status]).toEqual([200, 401]);
    await response.body?.cancel();
  },

  async 'what is no ticket lets nobody in, and nobody without a token gets one'(scene) {
    const token = await scene.token('ada');
    const response = await scene.request('/api/tickets', { method: 'POST' });

    expect(await use(scene, 'writer', 'made-up-ticket-of-nobody')).toBe('bad-ticket');
    expect(await use(scene, 'writer', token)).toBe('bad-ticket');
    expect(await use(scene, 'writer', '')).toBe('bad-ticket');
    expect(response.status).toBe(401);
  },
};
