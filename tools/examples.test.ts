import { expect, test } from 'vitest';
import { findExamples } from './example-blocks.ts';
import { runExample } from './examples.ts';

const double = (value: number) => value * 2;
const source = (...lines: string[]) => ['/**', ' * Doubles.', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');

function faultsOf(...lines: string[]): string[] {
  return findExamples(source('@example', ...lines)).flatMap((example) => runExample(example, { double }));
}

test('an example that is true passes, also over several lines and with objects', () => {
  const faults = faultsOf('const three = 3;', 'double(three) // => 6', '({ a: [double(1)] }) // => { a: [2] }');

  expect(faults).toEqual([]);
});

test('an example that is not true is told with what it is', () => {
  expect(faultsOf('double(2) // => 5')).toEqual(['4 double(2) is 4, not 5']);
});

test('an example that throws or names what is not exported is told', () => {
  expect(faultsOf('triple(2) // => 6')).toEqual(['3 the example cannot run: triple is not defined']);
});

test('an example ends at the next tag, and code outside of docstrings is none', () => {
  const text = [source('@example', 'double(1) // => 2', '@throws Never', 'not code'), 'x(); // => 3'].join('\n');

  expect(findExamples(text)).toEqual([{ line: 3, steps: [{ line: 4, code: 'double(1)', expected: '2' }] }]);
});
