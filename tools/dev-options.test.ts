import { expect, test } from 'vitest';
import { parseDevOptions } from './dev-options.ts';

test('without anything said, the defaults hold', () => {
  expect(parseDevOptions([], {}, true)).toEqual({
    port: 8787,
    redis: true,
    watch: false,
    logs: false,
    format: 'pretty',
    colour: true,
    state: '.dev',
  });
});

test('there are no colours where nobody sees them or wants them', () => {
  expect(parseDevOptions([], {}, false).colour).toBe(false);
  expect(parseDevOptions([], { NO_COLOR: '1' }, true).colour).toBe(false);
  expect(parseDevOptions([], { TERM: 'dumb' }, true).colour).toBe(false);
});

test('every fault is told at once', () => {
  expect(() => parseDevOptions(['--port', 'x'], { LOG: 'xml' }, false)).toThrow(
    '--port is "x", must be a whole number from 1 to 65535; LOG is "xml", must be "pretty" or "json"',
  );
  expect(() => parseDevOptions(['--prot', '1'], {}, false)).toThrow('--prot');
});
