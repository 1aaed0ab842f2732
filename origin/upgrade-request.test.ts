import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { upgradeRequest } from './upgrade-request.ts';

const HEADERS = { host: ['chat.example:8080'], upgrade: ['websocket'], 'sec-websocket-protocol': ['a', 'b'] };

const incoming = (url: string, method = 'GET', host = 'chat.example:8080'): IncomingMessage =>
  ({ url, method, headers: { host }, headersDistinct: { ...HEADERS, host: [host] } }) as unknown as IncomingMessage;

describe.each([
  ['for a room’s socket', '/api/rooms/lobby/socket?after=e1:3', 'GET'],
  ['for something else', '/api/rooms/lobby/events?after=e1:3', 'GET'],
  ['with another method', '/api/rooms/lobby/socket?after=e1:3', 'POST'],
])('an upgrade %s', (_, target, method) => {
  test('has its address, its method and its headers, in any case, those that came twice joined', () => {
    const request = upgradeRequest(incoming(target, method));

    expect([request.url, request.method]).toEqual([`http://chat.example:8080${target}`, method]);
    const names = ['Upgrade', 'sec-websocket-protocol', 'Origin'];
    expect(names.map((name) => request.headers.get(name))).toEqual(['websocket', 'a, b', null]);
  });

  test('at a host that is none is refused', () => {
    expect(() => upgradeRequest(incoming(target, method, 'no host'))).toThrow(TypeError);
  });
});

test('an upgrade of what is no room’s socket is a request in full', () => {
  expect(upgradeRequest(incoming('/api/rooms/lobby/socket/x'))).toBeInstanceOf(Request);
  expect(upgradeRequest(incoming('/api/rooms/lobby/socket'))).not.toBeInstanceOf(Request);
});
