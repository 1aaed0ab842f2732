import { expect } from 'vitest';
import type { Behaviours, Scene } from './app-scene.ts';
import { Refused } from './peer.ts';
import { FRIEND } from './place-environment.ts';

const STRANGERS = [
  'https://evil.example',
  `${FRIEND}.evil.example`,
  `${FRIEND}:8443`,
  FRIEND.replace('https', 'http'),
  'null',
  'file://',
  `https://www.${new URL(FRIEND).host}`,
  `${FRIEND}/page`,
  // As a browser writes a Cyrillic "е" in the place of the "e" of example, and as the bytes of one.
  `https://${new URL('https://chat.\u0435xample').host}`,
  Buffer.from('https://chat.\u0435xample').toString('latin1'),
];

async function knockFrom(scene: Scene, origin: string): Promise<string> {
  try {
    const peer = await scene.knock({ headers: { origin } });
    return peer.isOpen ? 'open' : 'closed';
  } catch (error) {
    if (error instanceof Refused) return `${error.status} ${error.code}`;
    throw error;
  }
}

/** Which pages may use a place from a browser. */
export const ORIGINS: Behaviours = {
  async 'a socket from a page of another origin is refused, however much it looks like an allowed one'(scene) {
    const answers: string[] = [];
    for (const origin of STRANGERS) answers.push(await knockFrom(scene, origin));

    expect(answers).toEqual(STRANGERS.map(() => '403 forbidden-origin'));
  },

  async 'a socket from an allowed origin, from the own one or from no page at all is let in'(scene) {
    const answers = [await knockFrom(scene, FRIEND), await knockFrom(scene, new URL(scene.url()).origin)];
    const program = await scene.knock();

    expect(answers).toEqual(['open', 'open']);
    expect(program.isOpen).toBe(true);
  },

  async 'a preflight from an allowed origin is told what it may send'(scene) {
    const response = await scene.request('…/messages', {
      method: 'OPTIONS',
      headers: {
        origin: FRIEND,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
    expect(response.headers.get('access-control-allow-headers')).toMatch(/idempotency-key/i);
  },

  async 'a preflight from another origin is told nothing'(scene) {
    for (const origin of STRANGERS) {
      const { headers } = await scene.request('…/messages', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  },

  async 'an answer may be read by an allowed origin and by no other, and never with cookies'(scene) {
    const friend = await scene.request('/api/place', { headers: { origin: FRIEND } });
    const stranger = await scene.request('/api/place', { headers: { origin: 'https://evil.example' } });

    expect(friend.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(friend.headers.get('access-control-allow-credentials')).toBeNull();
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    for (const { headers } of [friend, stranger]) expect(headers.get('vary')).toMatch(/origin/i);
  },

  async 'OPTIONS that is no preflight says what an address takes'(scene) {
    const response = await scene.request('…/members', { method: 'OPTIONS' });

    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  },
};
