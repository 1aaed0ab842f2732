import { expect, test } from 'vitest';
import { judge, parseThreshold, replaceThresholds, sayThreshold } from './threshold.ts';

test('what was not measured keeps no threshold', () => {
  const verdicts = judge([{ measure: 'delivery_p95_ms', sign: '<', bound: 250 }], { delivery_p95_ms: Number.NaN });

  expect(verdicts).toEqual([{ threshold: 'delivery_p95_ms<250', measured: null, ok: false }]);
});

test.each([
  ['holes==0', { holes: 0 }, true],
  ['holes==0', { holes: 1 }, false],
  ['delivered>0', { delivered: 0 }, false],
  ['a>=2', { a: 2 }, true],
  ['a<=2', { a: 3 }, false],
])('%s of %o is kept: %s', (text, measures, ok) => {
  const threshold = parseThreshold(text);

  expect(judge(threshold ? [threshold] : [], measures)[0]?.ok).toBe(ok);
  expect(threshold && sayThreshold(threshold)).toBe(text);
});

test('another bound for a measure takes the place of the first', () => {
  const own = [{ measure: 'a', sign: '<', bound: 1 } as const, { measure: 'b', sign: '==', bound: 0 } as const];

  expect(replaceThresholds(own, [{ measure: 'a', sign: '<', bound: 9 }])).toEqual([
    own[1],
    { measure: 'a', sign: '<', bound: 9 },
  ]);
});

test('what is no threshold is not read as one', () => {
  expect(['a', 'a<', '<3', 'a=3', 'A<3', 'a<b'].map(parseThreshold)).toEqual(Array(6).fill(undefined));
});
