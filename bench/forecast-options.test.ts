import { expect, test } from 'vitest';
import { parseBenchOptions } from './forecast-options.ts';

test('answers of several forecasters are told apart by their names', () => {
  const { answers } = parseBenchOptions(['--data', 'd', '--answers', 'a=x=y.jsonl', '--answers', 'b=z.jsonl']);

  expect(answers).toEqual([
    { name: 'a', file: 'x=y.jsonl' },
    { name: 'b', file: 'z.jsonl' },
  ]);
});

test.each([
  [['--answers', 'a=b'], '--answers needs --data'],
  [['--questions', 'q'], '--questions needs --data'],
  [['--data', 'd', '--questions', 'q', '--answers', 'a=b'], '--questions and --answers cannot be in one run'],
  [['--data', 'd', '--answers', 'file.jsonl'], '--answers must be NAME=FILE'],
  [['--data', 'd', '--answers', 'ensemble=b'], '--answers has "ensemble", which is the name of another'],
  [['--data', 'd', '--answers', 'a=b', '--answers', 'a=c'], '--answers has "a", which is the name of another'],
])('%j is refused', (args, sentence) => {
  expect(() => parseBenchOptions(args)).toThrow(sentence);
});
