import { expect, test } from 'vitest';
import { Latencies } from './fanout-latency.ts';

test('a quantile is the duration that this share does not exceed', () => {
  const latencies = new Latencies();

  for (let ms = 1; ms <= 100; ms++) latencies.add(ms);

  expect(latencies.quantile(0.5)).toBeCloseTo(50, 1);
  expect(latencies.quantile(0.99)).toBeCloseTo(99, 1);
});

test('what took longer than the last bucket counts as that, and nothing has no quantile', () => {
  const latencies = new Latencies();
  const nothing = latencies.quantile(0.5);

  latencies.add(60_000);

  expect(nothing).toBeNaN();
  expect(latencies.quantile(0.5)).toBe(10_000);
});
