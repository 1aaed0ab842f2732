import { expect, test } from 'vitest';
import { splitWindow } from './collect-windows.ts';

const points = ({ fromAt, toAt, stepSeconds }: { fromAt: number; toAt: number; stepSeconds: number }) =>
  (toAt - fromAt) / (stepSeconds * 1000) + 1;

test('parts have no more points than are allowed, and every point is in one part', () => {
  const parts = [...splitWindow({ fromAt: 0, toAt: 25_000 * 60_000, stepSeconds: 60 }, 11_000)];

  expect(parts.map(points)).toEqual([11_000, 11_000, 3_001]);
  expect(parts[1]?.fromAt).toBe((parts[0]?.toAt as number) + 60_000);
});

test('times lie on whole multiples of the step, or so long after them as is asked', () => {
  const window = { fromAt: 61_000, toAt: 200_000, stepSeconds: 60 };

  expect([...splitWindow(window, 100)]).toEqual([{ ...window, fromAt: 120_000, toAt: 180_000 }]);
  const phased = { ...window, phaseMs: 7_000 };
  expect([...splitWindow(phased, 100)]).toEqual([{ ...phased, fromAt: 67_000, toAt: 187_000 }]);
});

test('a window in which no such time lies has no parts', () => {
  expect([...splitWindow({ fromAt: 61_000, toAt: 119_000, stepSeconds: 60 }, 100)]).toEqual([]);
  expect([...splitWindow({ fromAt: 200_000, toAt: 100_000, stepSeconds: 60 }, 100)]).toEqual([]);
});
