import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('the order in which names were given does not show', () => {
  const one = canonicalJson({ b: 1, a: { d: [], c: {} }, aa: 2 });
  const other = canonicalJson({ aa: 2, a: { c: {}, d: [] }, b: 1 });

  expect(one).toBe(other);
  expect(one).toBe('{"a":{"c":{},"d":[]},"aa":2,"b":1}');
});

test('names are in the order of RFC 8785, whose example is this', () => {
  const given = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };

  expect(canonicalJson(given).match(/:(\d)/g)?.join('')).toBe(':2:4:6:7:1:5:3');
});

test('it says what JSON.stringify says, whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withDate: true, withSparseArray: true }), (value) => {
      const plain = JSON.stringify(value);

      expect(JSON.parse(canonicalJson(value))).toEqual(plain === undefined ? null : JSON.parse(plain));
    }),
  );
});

test('made from its own text it is the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);

      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});
