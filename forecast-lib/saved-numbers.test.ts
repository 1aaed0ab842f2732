import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

test('numbers and missing samples come back from JSON as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN))), (numbers) => {
      const restored = restoreNumbers(JSON.parse(JSON.stringify(saveNumbers(numbers))));

      expect(restored).toEqual(Float64Array.from(numbers, (number) => number + 0));
    }),
  );
});

test('what JSON cannot hold comes back as missing', () => {
  expect(restoreNumbers(saveNumbers([Infinity, -Infinity]))).toEqual(Float64Array.of(NaN, NaN));
});

test.each([undefined, null, 3, 'text', { 0: 1 }, ['1'], [[1]], [true]])('%j is no row of saved numbers', (saved) => {
  expect(() => restoreNumbers(saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
