import { expect, test } from 'vitest';
import { parseJsonPath, selectByPath } from './json-path.ts';

const select = (json: unknown, path: string) => selectByPath(json, parseJsonPath(path));

test.each([
  ['$', 7, [7]],
  ['$.a.b[0].c', { a: { b: [{ c: 3 }] } }, [3]],
  ['$.items[*].value', { items: [{ value: 1 }, { value: 2 }] }, [1, 2]],
  ["$[\"a key\"]['it\\'s']", { 'a key': { "it's": 4 } }, [4]],
  ['$[-1]', [1, 2, 3], [3]],
  ['$.pods[*].n', { pods: { one: { n: 1 }, two: { n: 2 } } }, [1, 2]],
  ['$.items[*].value', { items: [{ value: 1 }, {}] }, [1]],
  ['$.items[*].value', { items: [] }, []],
])('%s finds what it names', (path, json, found) => {
  expect(select(json, path)).toEqual(found);
});

test.each([
  ['a.b', 'must begin with "$"'],
  ['$.a..b', 'is wrong at character 4'],
  ['$[?(@.a>1)]', 'is wrong at character 2'],
  ['$.a[1:2]', 'is wrong at character 4'],
  ['$["a]', 'is wrong at character 2'],
  ['$.a;process.exit()', 'is wrong at character 4'],
  [`$${'.a'.repeat(33)}`, 'more than 32 steps'],
  [`$.${'a'.repeat(512)}`, 'longer than 512'],
])('%s is refused before anything is asked', (path, reason) => {
  expect(() => parseJsonPath(path)).toThrow(reason);
});

test('an answer that has changed its shape is a fault and not an empty list', () => {
  expect(() => select({ stats: {} }, '$.stats.open')).toThrow('nothing at "$.stats.open" ("open" is missing)');
  expect(() => select({ items: [{}, {}] }, '$.items[*].value')).toThrow('"value" is missing');
  expect(() => select([1], '$[1]')).toThrow('[1] is missing');
});

test('names that every object of JavaScript has are not found', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(() => select({ a: {} }, `$.a.${name}`), name).toThrow('is missing');
  }
  expect(() => select([1, 2], '$.length')).toThrow('is missing');
});

test('a long name that nearly matches is refused at once', () => {
  expect(() => parseJsonPath(`$["${'\\\\'.repeat(200)}`)).toThrow('is wrong at character 2');
});
