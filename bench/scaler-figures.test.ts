import { expect, test } from 'vitest';
import { latencyOf } from './scaler-calls.ts';
import { figuresOf, type ScalerBench, sayFigures } from './scaler-figures.ts';

const fast = latencyOf([1, 2, 3], 0);
const cost = { cpuSeconds: 2, seconds: 3 };
const good: ScalerBench = {
  node: 'v0',
  machine: 'any',
  workloads: 10,
  rate: 200,
  answers: {
    learnSeconds: 1,
    tickToAnswer: fast,
    hanging: { ours: fast, empty: fast, waiting: 3 },
    memoryBytes: { ours: 2 ** 28, empty: 2 ** 27 },
  },
  rounds: [
    { model: 'ensemble', first: cost, round: cost, predict: fast },
    { model: 'last-value', first: cost, round: cost, predict: fast },
  ],
};
const verdicts = (bench: ScalerBench) => figuresOf(bench).map(({ verdict }) => verdict);

test('what is within its limit is kept', () => {
  expect(new Set(verdicts(good))).toEqual(new Set(['kept']));
});

test('what is beyond it is not, and what nobody measured is not either', () => {
  const hanging = { ...good.answers.hanging, ours: latencyOf([9], 1) };
  const answers = { ...good.answers, hanging, memoryBytes: { ours: null, empty: null } };

  expect(verdicts({ ...good, answers }).filter((verdict) => verdict === 'not kept')).toHaveLength(3);
  expect(sayFigures({ ...good, answers }).join('\n')).toContain('unknown');
});

test('where the empty method is too slow as well, it is the machine', () => {
  const hanging = { ...good.answers.hanging, ours: latencyOf([9], 0), empty: latencyOf([8], 0) };

  expect(verdicts({ ...good, answers: { ...good.answers, hanging } })[0]).toBe('machine too busy');
});
