import { expect, test } from 'vitest';
import { address, listOf, matching, oneOf, type Setting, secretOf, wholeNumber, YES_OR_NO } from './setting.ts';
import { readSettings } from './settings-read.ts';

const TABLE = {
  PORT: { ...wholeNumber(0, 65_535), default: '8080', purpose: 'The port' },
  KEEPER: { ...oneOf('memory', 'redis'), purpose: 'Where things are kept' },
  SECRET: { ...secretOf(32), secret: true, purpose: 'The secret' },
} as const satisfies Record<string, Setting<unknown>>;

test('a name that is not set, or set to nothing, has its default or is absent', () => {
  const faults: string[] = [];

  const values = readSettings(TABLE, { KEEPER: '' }, faults);

  expect(values).toEqual({ PORT: 8080 });
  expect(faults).toEqual([]);
});

test('every fault is told at once, with what was found and what it must be', () => {
  const faults: string[] = [];

  readSettings(TABLE, { PORT: '80.5', KEEPER: 'disk' }, faults);

  expect(faults).toEqual([
    'PORT is "80.5", must be a whole number from 0 to 65535',
    'KEEPER is "disk", must be "memory" or "redis"',
  ]);
});

test('a secret is not in the words about it', () => {
  const faults: string[] = [];

  readSettings(TABLE, { SECRET: 'hush' }, faults);

  expect(faults).toEqual(['SECRET is refused (its value is not shown), must be at least 32 bytes']);
});

test.each([
  [wholeNumber(1, 10), ['1', '10'], ['0', '11', '1e1', ' 5', '-1', '', '1.0']],
  [YES_OR_NO, ['true', 'false'], ['yes', '1', 'TRUE']],
  [matching(/^[a-z]+$/, 'small letters'), ['abc'], ['aBc', '']],
  [secretOf(4), ['four', 'zwölf', '€€'], ['abc']],
  [address(['redis:'], 'a redis:// address'), ['redis://one:6379/0'], ['http://one', 'redis://', 'one']],
  [listOf(matching(/^[a-z]+$/, 'small letters'), 'names'), ['', 'a', 'a, b'], ['a,,b', 'a,B']],
])('what is within the rule is read, and nothing else (%#)', (shape, good, bad) => {
  for (const text of good) expect(shape.read(text), text).toBeDefined();
  for (const text of bad) expect(shape.read(text), text).toBeUndefined();
});
