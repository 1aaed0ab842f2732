import { expect, test } from 'vitest';
import { parsePolicy } from './policy.ts';

test('Kedastral’s fields are understood under their names, its steps as seconds', () => {
  const policy = parsePolicy(
    {
      targetPerPod: 100,
      headroom: 1.2,
      minReplicas: 2,
      maxReplicas: 50,
      upMaxFactorPerStep: 2,
      downMaxPercentPerStep: 50,
      prewarmWindowSteps: 3,
      leadTimeSeconds: 90,
      roundingMode: 'ceil',
    },
    120,
  );

  expect(policy).toMatchObject({ targetPerPod: 100, headroom: 1.2, quantileLevel: 0, minReplicas: 2, maxReplicas: 50 });
  expect(policy).toMatchObject({ growFactor: 2, growPods: 0, growSeconds: 120, shrinkPercent: 50, shrinkSeconds: 120 });
  expect(policy).toMatchObject({ prewarmSeconds: 360, leadSeconds: 90 });
});

test('a level may be written as a number, as "p95" and as "0.95"', () => {
  const levels = [0.95, 'p95', '0.95'].map(
    (quantileLevel) => parsePolicy({ maxReplicas: 5, quantileLevel }, 60).quantileLevel,
  );

  expect(levels).toEqual([0.95, 0.95, 0.95]);
});

test('every fault is told at once, and nothing is repaired', () => {
  const given = {
    minReplicas: 2.5,
    maxReplicas: 0,
    headroom: 0,
    quantileLevel: 'p999',
    shrinkPercent: Number.NaN,
    roundingMode: 'floor',
    growFactor: 2,
    upMaxFactorPerStep: 2,
    maxReplica: 7,
  };

  expect(() => parsePolicy(given, 60)).toThrowError(
    expect.objectContaining({
      code: 'bad-policy',
      reasons: [
        'roundingMode is "floor", must be "ceil": any other gives fewer pods than are needed',
        'upMaxFactorPerStep and growFactor are both set: they say the same, remove one',
        'minReplicas is 2.5, must be a whole number from 0 to 10000',
        'maxReplicas is 0, must be a whole number from 1 to 10000',
        'quantileLevel is "p999", must be a number from 0 to 0.999',
        'headroom is 0, must be a number from 1 to 100',
        'shrinkPercent is NaN, must be a number from 0 to 100',
        'maxReplica is not a field of a policy: remove it',
      ],
    }),
  );
});

test('a policy without a most is refused, and so is one whose least is above it', () => {
  expect(() => parsePolicy({}, 60)).toThrow('maxReplicas is missing, set a whole number from 1 to 10000');
  expect(() => parsePolicy({ minReplicas: 9, maxReplicas: 3 }, 60)).toThrow('must be at least minReplicas, 9');
});

test('a policy under which nothing may grow is refused', () => {
  expect(() => parsePolicy({ maxReplicas: 9, growFactor: 1, growPods: 0 }, 60)).toThrow('no pod may ever be added');
});

test('what is no object is refused', () => {
  for (const given of [null, 'policy', 7, ['maxReplicas']]) expect(() => parsePolicy(given, 60)).toThrow('an object');
});
