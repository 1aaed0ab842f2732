import { expect, test } from 'vitest';
import { siftSamples } from './sample-sieve.ts';

const window = { fromAt: 1_000, toAt: 10_000, stepSeconds: 1 };

test('what cannot be handed on is left out and counted by its reason', () => {
  const sent = [
    { at: 2_000, value: 1 },
    { at: 3_000, value: Number.NaN },
    { at: 4_000, value: Number.POSITIVE_INFINITY },
    { at: 500, value: 1 },
    { at: 1.5, value: 1 },
    { at: 9_000, value: 9 },
  ];

  const { samples, refusals } = siftSamples(sent, { window, now: 7_000, futureSeconds: 1 });

  expect(samples).toEqual([{ at: 2_000, value: 1 }]);
  expect(refusals).toEqual([
    { reason: 'not-finite', count: 2, firstAt: 3_000 },
    { reason: 'outside', count: 1, firstAt: 500 },
    { reason: 'bad-time', count: 1, firstAt: 1.5 },
    { reason: 'future', count: 1, firstAt: 9_000 },
  ]);
});

test('samples ahead of our clock by no more than clocks may differ are taken', () => {
  const rules = { window, now: 7_000, futureSeconds: 1 };

  expect(siftSamples([{ at: 8_000, value: 1 }], rules).refusals).toEqual([]);
  expect(siftSamples([{ at: 8_001, value: 1 }], rules).refusals).toHaveLength(1);
});

test('samples come out rising, the later of two for one time', () => {
  const sent = [
    { at: 5_000, value: 5 },
    { at: 2_000, value: 2 },
    { at: 5_000, value: 6 },
  ];

  const { samples, refusals } = siftSamples(sent, { window, now: 9_000, futureSeconds: 1 });

  expect(samples).toEqual([
    { at: 2_000, value: 2 },
    { at: 5_000, value: 6 },
  ]);
  expect(refusals).toEqual([{ reason: 'duplicate', count: 1, firstAt: 5_000 }]);
});
