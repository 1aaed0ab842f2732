import { expect, test } from 'vitest';
import { hpaReplicas, reachableBelow, reachableCount, type Tolerance } from './hpa.ts';

const NONE: Tolerance = { up: 0, down: 0 };

test('KEDA’s own numbers come out: 20 with target 10 is 2, 22.222 with 6.111 is 4, 0 is 0', () => {
  const counts = [hpaReplicas(20, 10, 1), hpaReplicas(22.222, 6.111, 1), hpaReplicas(0, 10, 1)];

  expect(counts).toEqual([2, 4, 0]);
});

test('within the tolerance nothing changes, at its edge neither', () => {
  const counts = [18, 19, 21, 22].map((metric) => hpaReplicas(metric, 1, 20));

  expect(counts).toEqual([20, 20, 20, 20]);
});

test('without tolerance HPA ends at every count from every count', () => {
  for (let current = 1; current <= 200; current++) {
    for (let wanted = 1; wanted <= 200; wanted++) {
      expect(hpaReplicas(reachableCount(current, wanted, 200, NONE), 1, current, NONE)).toBe(wanted);
    }
  }
});

test('with a tolerance of a tenth HPA ends at the reachable count, never below what is wanted', () => {
  for (let current = 1; current <= 200; current++) {
    for (let wanted = 1; wanted <= 200; wanted++) {
      const told = reachableCount(current, wanted, 1000);
      const ended = hpaReplicas(told, 1, current);

      expect(ended).toBe(told);
      expect(ended).toBeGreaterThanOrEqual(wanted);
      if (wanted < current * 0.9 - 1e-9 || wanted > current * 1.1 + 1e-9) expect(ended).toBe(wanted);
    }
  }
});

test('below what there is, the next count that HPA goes to is where its tolerance ends', () => {
  for (let current = 1; current <= 200; current++) {
    const below = reachableBelow(current);

    expect(hpaReplicas(below, 1, current)).toBe(below);
    if (below + 1 < current) expect(hpaReplicas(below + 1, 1, current)).toBe(current);
  }
});

test('a most within the tolerance leaves nothing to reach, and what is wanted is told', () => {
  expect(reachableCount(20, 21, 22)).toBe(21);
});
