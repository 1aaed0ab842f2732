import { expect, test } from 'vitest';
import { betweenKnots, gruKnots } from './gru-forecast.ts';
import { GRU_INPUTS, GRU_SEQUENCE, writeSequence } from './gru-sequence.ts';
import { seededRandom } from './random.ts';
import { SeriesWindow } from './series-window.ts';

const DAY = 48;

function sequenceOf(values: Float64Array, origin: number, level = 0, scale = 1): Float64Array {
  const sequence = new Float64Array(GRU_SEQUENCE);
  writeSequence(new SeriesWindow({ values, stepSeconds: 1800, startAt: 0 }, DAY, 1e4), origin, level, scale, sequence);
  return sequence;
}

function noise(seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: 10 * DAY }, () => random());
}

test('the network sees no sample at or after the origin', () => {
  const values = noise(1);
  const origin = 9 * DAY;
  const other = values.slice();
  other.set(noise(2).subarray(origin), origin);

  expect(sequenceOf(other, origin)).toEqual(sequenceOf(values, origin));
});

test('its last step is the newest sample, free of level and scale, and what a day changed', () => {
  const values = noise(1);
  const origin = 9 * DAY;

  const last = sequenceOf(values, origin, 0.5, 2).slice(-GRU_INPUTS);

  const newest = values[origin - 1] as number;
  expect(last[0]).toBeCloseTo((newest - 0.5) / 2, 12);
  expect(last[1]).toBeCloseTo((newest - (values[origin - 1 - DAY] as number)) / 2, 12);
  expect(last[5]).toBe(1);
});

test('knots rise from 1 to the reach, and between them is a line', () => {
  for (const reach of [1, 2, 6, 24, 48, 288, 1440]) {
    const knots = gruKnots(reach);
    expect(knots[0]).toBe(1);
    expect(knots.at(-1)).toBe(reach);
    expect(new Set(knots).size).toBe(knots.length);
  }
  const knots = [1, 4, 16];
  const outputs = Float64Array.from([0, 10, 30]);
  expect([1, 2, 4, 8, 16, 99].map((lead) => betweenKnots(knots, outputs, lead))).toEqual([0, 5, 10, 20, 30, 30]);
  expect(betweenKnots([1], Float64Array.of(7), 1)).toBe(7);
});
