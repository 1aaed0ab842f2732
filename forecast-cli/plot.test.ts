import { describe, expect, it } from 'vitest';
import { plotHtml, thinned } from './plot.ts';
import { numberTicks, timeTicks } from './plot-ticks.ts';

const frame = {
  id: 'p',
  title: 'Load <b>',
  description: 'Up and down',
  x: [0, 4],
  y: [0, 10],
  xTicks: [],
  yTicks: [],
} as const;

describe('A plot', () => {
  it('leaves a hole where a number is missing, and shows one between holes as a dot', () => {
    const html = plotHtml({
      ...frame,
      layers: [{ kind: 'line', style: 'actual', x: [0, 1, 2, 3, 4], y: [0, 10, NaN, 5, NaN] }],
    });

    expect(html).toContain('d="M0 300L250 0M750 150h0"');
  });

  it('has a title and a description that nothing in them can leave', () => {
    const html = plotHtml({ ...frame, layers: [] });

    expect(html).toContain('role="img" aria-labelledby="p-t p-d"');
    expect(html).toContain('<title id="p-t">Load &lt;b&gt;</title><desc id="p-d">Up and down</desc>');
  });

  it('keeps the peaks of what has more points than a screen', () => {
    const values = new Float64Array(10_000);
    values[4_321] = 9;
    values[8_765] = -9;

    const kept = thinned(values, 100);

    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept).toContain(4_321);
    expect(kept).toContain(8_765);
  });
});

describe('Ticks', () => {
  it('are round and inside, whatever the range', () => {
    for (const [low, high] of [
      [-3, 7],
      [0.001, 0.0042],
      [1e9, 1e9 + 3],
      [-1e12, 5],
      [4, 4],
    ] as const) {
      const ticks = numberTicks(low, high, 5);

      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(11);
      const slack = (high - low) * 1e-6;
      for (const { at } of ticks) expect(at >= low - slack && at <= high + slack).toBe(true);
    }
  });

  it('of times are no more than asked for, from minutes to decades', () => {
    for (const span of [1_000, 600_000, 86_400_000, 30 * 86_400_000, 4_000 * 86_400_000, 60_000 * 86_400_000]) {
      const ticks = timeTicks(1_700_000_123_000, 1_700_000_123_000 + span, 5);

      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });
});
