import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packModel, unpackModel } from './model-pack.ts';

test('whatever a model saved is the same after it was packed', () => {
  const numbers = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 40 });
  const state = fc.record({ numbers, parts: fc.array(numbers), rest: fc.jsonValue({ noUnicodeString: false }) });

  fc.assert(
    fc.property(state, (given) => {
      const saved = { model: 'any', version: 3, state: given as never };
      expect(unpackModel(packModel(saved))).toEqual(saved);
    }),
  );
});

test('numbers that are missing take no less than those that came', () => {
  const list = (value: number | null) => ({ model: 'any', version: 1, state: new Array(1000).fill(value) });

  expect(packModel(list(null)).length).toBe(packModel(list(0.1)).length);
});
