import { expect, test } from 'vitest';
import { cloudWatchParts } from './cloudwatch-parts.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = 20_000 * DAY + 37 * MINUTE + 5_000;

test('a recent window is one part of whole periods, the one under way left out', () => {
  const window = { fromAt: NOW - 10 * MINUTE, toAt: NOW, stepSeconds: 60 };

  expect(cloudWatchParts(window, 60, NOW)).toEqual([
    { fromAt: 20_000 * DAY + 28 * MINUTE, endAt: 20_000 * DAY + 37 * MINUTE, periodSeconds: 60 },
  ]);
});

test('what is older than minutes are kept comes in longer periods, without a hole or an overlap', () => {
  const window = { fromAt: NOW - 80 * DAY, toAt: NOW, stepSeconds: 60 };

  const parts = cloudWatchParts(window, 60, NOW);

  expect([...new Set(parts.map(({ periodSeconds }) => periodSeconds))]).toEqual([3_600, 300, 60]);
  for (const [index, part] of parts.entries()) {
    if (index > 0) expect(part.fromAt).toBe(parts[index - 1]?.endAt);
    expect([part.fromAt % (part.periodSeconds * 1000), part.endAt % (part.periodSeconds * 1000)]).toEqual([0, 0]);
    expect((part.endAt - part.fromAt) / (part.periodSeconds * 1000)).toBeLessThanOrEqual(20_000);
  }
  const oldest = (seconds: number) => parts.find(({ periodSeconds }) => periodSeconds === seconds)?.fromAt as number;
  expect(NOW - oldest(60)).toBeLessThan(15 * DAY);
  expect(NOW - oldest(300)).toBeLessThan(63 * DAY);
  expect(oldest(3_600) - window.fromAt).toBeLessThan(3_600_000);
});

test('nothing is asked for that CloudWatch has forgotten, or that has not been', () => {
  const parts = cloudWatchParts({ fromAt: 0, toAt: NOW + DAY, stepSeconds: 60 }, 60, NOW);

  expect(NOW - (parts[0]?.fromAt as number)).toBeLessThan(455 * DAY);
  expect(parts.at(-1)?.endAt).toBeLessThanOrEqual(NOW);
  expect(cloudWatchParts({ fromAt: NOW - 30_000, toAt: NOW, stepSeconds: 60 }, 60, NOW)).toEqual([]);
});

test('a longer period than CloudWatch needs stays as long', () => {
  const parts = cloudWatchParts({ fromAt: NOW - 20 * DAY, toAt: NOW, stepSeconds: 60 }, 900, NOW);

  expect(parts.map(({ periodSeconds }) => periodSeconds)).toEqual([900, 900]);
});
