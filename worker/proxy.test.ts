import { expect, test } from 'vitest';
import { isProxied } from './proxy.ts';

test.for([
  ['/api/rooms/lobby/socket', true],
  ['/api/rooms/lobby/messages?limit=1', true],
  ['/api/guests', true],
  ['/api/guests/more', false],
  ['/api/place', false],
  ['/health', false],
  ['/ready', false],
  ['/', false],
  ['/api/roomsy', false],
] as const)('"%s" goes to the pods: %s', ([path, expected]) => {
  expect(isProxied(new Request(`http://edge.test${path}`))).toBe(expected);
});
