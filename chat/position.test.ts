import { expect, test } from 'vitest';
import { gapBetween } from './gap.ts';
import { formatPosition, parsePosition } from './position.ts';

test.each(['k3:42', 'e:0', 'A1b2:999999999999999', `${'e'.repeat(32)}:1`])('%s is read and written', (text) => {
  expect(formatPosition(parsePosition(text))).toBe(text);
});

test.each([
  '',
  ':',
  'k3',
  'k3:',
  ':42',
  'k3:-1',
  'k3:1.5',
  'k3:1e3',
  'k3: 42',
  ' k3:42',
  'k3:42 ',
  'k3:42\n',
  'k:3:42',
  'k-3:42',
  'é:42',
  'k3:٤٢',
  'k3:0x10',
  'k3:9999999999999999',
  `${'e'.repeat(33)}:1`,
])('%j is refused', (text) => {
  expect(() => parsePosition(text)).toThrow(expect.objectContaining({ code: 'bad-position' }));
});

test('what is missing is counted within an epoch and forward only', () => {
  const gaps = [
    gapBetween('trimmed', { epoch: 'a', offset: 3 }, { epoch: 'a', offset: 10 }),
    gapBetween('ahead', { epoch: 'a', offset: 10 }, { epoch: 'a', offset: 3 }),
    gapBetween('epoch', { epoch: 'a', offset: 3 }, { epoch: 'b', offset: 10 }),
  ];

  expect(gaps.map((gap) => ('missing' in gap ? gap.missing : 'not counted'))).toEqual([
    7,
    'not counted',
    'not counted',
  ]);
});
