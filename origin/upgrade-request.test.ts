import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { knockOf, upgradeRequest } from './upgrade-request.ts';

const HEADERS = { host: ['chat.example:8080'], upgrade: ['websocket'], 'sec-websocket-protocol': ['a', 'b'] };
const TARGET = '/api/rooms/lobby/socket?after=e1:3';

const incoming = (url: string, method = 'GET', host = 'chat.example:8080'): IncomingMessage =>
  ({
    url,
    method,
    headers: { host, upgrade: 'websocket', 'sec-websocket-protocol': 'a, b' },
    headersDistinct: { ...HEADERS, host: [host] },
  }) as unknown as IncomingMessage;

const knock = (...request: Parameters<typeof incoming>) => knockOf(incoming(...request), () => 'here');

describe('an upgrade as a request', () => {
  test.each(['GET', 'POST'])(
    'has its address, its method %s and its headers, those that came twice joined',
    (method) => {
      const request = upgradeRequest(incoming(TARGET, method));

      expect([request.url, request.method]).toEqual([`http://chat.example:8080${TARGET}`, method]);
      const names = ['Upgrade', 'sec-websocket-protocol', 'Origin'];
      expect(names.map((name) => request.headers.get(name))).toEqual(['websocket', 'a, b', null]);
    },
  );

  test('at a host that is none is refused', () => {
    expect(() => upgradeRequest(incoming(TARGET, 'GET', 'no host'))).toThrow(TypeError);
  });
});

describe('an upgrade to a room’s socket', () => {
  test('is read without making a request: its room, its address, its headers', () => {
    const asked = knock(TARGET);

    expect(asked).toMatchObject({ room: 'lobby', url: `http://chat.example:8080${TARGET}` });
    const names = ['upgrade', 'sec-websocket-protocol', 'origin'];
    expect(names.map((name) => asked?.headers.get(name))).toEqual(['websocket', 'a, b', null]);
    expect(asked?.address()).toBe('here');
  });

  test.each<[string, ...Parameters<typeof incoming>]>([
    ['with another method', TARGET, 'POST'],
    ['of something else', '/api/rooms/lobby/events'],
    ['of something behind it', '/api/rooms/lobby/socket/x'],
    ['of a room that must be decoded', '/api/rooms/%6cobby/socket'],
    ['with a whole address', 'http://chat.example/api/rooms/lobby/socket'],
    ['at a host that is none', TARGET, 'GET', 'no host'],
    ['at a host with a way behind it', TARGET, 'GET', 'chat.example/evil'],
    ['at no host', TARGET, 'GET', ''],
  ])('is left to the app %s', (_, ...request) => {
    expect(knock(...request)).toBeUndefined();
  });
});
