import { expect } from 'vitest';
import { FAULTS, type FaultCode, LIMITS } from '#chat';
import type { Behaviours, RequestOptions, Scene } from './app-scene.ts';

type Said = readonly [what: string, code: FaultCode, ...requests: RequestOptions[]];

const ID = 'message-1';

/** Bodies of `POST …/messages` that are wrong. */
const BAD_BODIES: readonly Said[] = [
  ['that is not JSON', 'bad-json', { body: '{"text":' }, { body: '' }, { body: 'text=hello' }],
  ['that is no object', 'bad-body', { body: '[]' }, { body: 'null' }, { body: '"hello"' }, { body: '7' }],
  ['without a text', 'bad-body', { body: {} }, { body: { text: 7 } }, { body: { text: null } }],
  ['with a field that does not exist', 'bad-body', { body: { text: 'hello', author: { id: 'ada' } } }],
  ['with a prototype in it', 'bad-body', { body: '{"text":"hello","__proto__":{"admin":true}}' }],
  ['with a place that is none', 'bad-body', { body: { text: 'hello', place: { x: 1 } } }],
  ['with an endless place', 'bad-body', { body: '{"text":"hello","place":{"x":1e999,"y":0}}' }],
  [
    'that does not say that it is JSON',
    'bad-body',
    { body: '{"text":"hello"}', headers: { 'content-type': 'text/plain' } },
    { body: '{"text":"hello"}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  ['without words', 'text-empty', { body: { text: '' } }, { body: { text: ' \u200b ' } }],
  ['with too many words', 'text-too-long', { body: { text: 'x'.repeat(LIMITS.textBytes + 1) } }],
  ['with an id that is none', 'bad-message-id', { body: { text: 'hello', id: 'short' } }],
  [
    'with an idempotency key that is none',
    'bad-message-id',
    { body: { text: 'hello' }, headers: { 'idempotency-key': 'no spaces here' } },
  ],
  [
    'with two ids that differ',
    'bad-message-id',
    { body: { text: 'hello', id: ID }, headers: { 'idempotency-key': 'message-2' } },
  ],
];

const ROOMS = [
  'Lobby',
  'LOBBY',
  '-a',
  '.a',
  'a%20b',
  'a%2Fb',
  '..%2Fmessages',
  'a%00',
  '%C3%BC',
  'a%0A',
  'x'.repeat(65),
];

const BAD: Behaviours = Object.fromEntries(
  BAD_BODIES.map(([what, code, ...requests]) => [
    `a body ${what} is told "${code}", and nothing is said`,
    async (scene: Scene) => {
      for (const request of requests) {
        const response = await scene.request('…/messages', { as: 'eve', method: 'POST', ...request });

        expect(response.status).toBe(FAULTS[code].status);
        const { error } = (await response.json()) as { error: Record<string, string> };
        expect(error.code).toBe(code);
        expect(error.message?.startsWith(FAULTS[code].sentence)).toBe(true);
      }
      expect(await scene.json('…/messages', { as: 'eve' })).toMatchObject({ head: 0, entries: [] });
    },
  ]),
);

/** What comes over HTTP that is not as it should be. */
export const BODIES: Behaviours = {
  ...BAD,

  async 'a room whose name is none is 404 at every address of a room'(scene) {
    for (const room of ROOMS) {
      for (const path of ['messages', 'members', 'events', 'socket']) {
        const response = await scene.request(`/api/rooms/${room}/${path}`, { as: 'eve' });

        expect([room, path, response.status]).toEqual([room, path, 404]);
        const { error } = (await response.json()) as { error: { code: string } };
        expect([room, path, error.code]).toEqual([room, path, 'bad-room']);
      }
    }
  },

  async 'a room may have any name of 1 to 64 lower-case letters, digits, dots, lines and dashes'(scene) {
    for (const room of ['a', '0', 'a..b', 'a-_.b', `x${scene.id('y')}`.padEnd(64, 'z')]) {
      const response = await scene.request(`/api/rooms/${room}/messages`, { as: 'ada' });

      expect([room, response.status]).toEqual([room, 200]);
    }
  },

  async 'a limit that is none is told "bad-limit"'(scene) {
    for (const limit of ['0', '101', '-1', '1.5', '1e1', 'ten', '', '%201', '0x10', '1000']) {
      const response = await scene.request(`…/messages?limit=${limit}`, { as: 'eve' });

      expect([limit, response.status]).toEqual([limit, 400]);
      expect(await response.json()).toMatchObject({ error: { code: 'bad-limit' } });
    }
  },
};
