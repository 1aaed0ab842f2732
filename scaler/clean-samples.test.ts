import { expect, test } from 'vitest';
import { cleanSamples } from './clean-samples.ts';
import { hourlySamples } from './hourly-samples.ts';

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const minutes = (values: readonly number[], late = 0) =>
  values.map((value, index) => ({ at: START + index * MINUTE + late, value }));
const wave = Array.from({ length: 120 }, (_, index) => 100 + 10 * Math.sin(index / 5));

test('late samples go to their step, and what is missing is a gap between them', () => {
  const samples = minutes(wave, 900).filter((_, index) => index < 50 || index >= 60);

  const cleaned = cleanSamples(samples, 60);

  expect(cleaned.samples).toHaveLength(110);
  expect(cleaned.samples[0]).toEqual({ at: START, value: 100 });
  expect(cleaned.gaps).toEqual([{ fromAt: START + 50 * MINUTE, toAt: START + 59 * MINUTE }]);
});

test('an outlier is put right and told, and a level that stays is believed', () => {
  const spoiled = wave.map((value, index) => (index === 40 ? 1e9 : index >= 80 ? value + 500 : value));

  const { samples, outliers } = cleanSamples(minutes(spoiled), 60);

  expect(outliers).toEqual([START + 40 * MINUTE]);
  expect(samples[40]?.value).toBeGreaterThan(80);
  expect(samples[40]?.value).toBeLessThan(120);
  expect(samples[100]?.value).toBe(spoiled[100]);
});

test('several samples of a step become their mean, in whatever order they came', () => {
  const samples = [30, 0, 15, 45, 75, 60, 105, 90].map((seconds) => ({ at: START + seconds * 1000, value: seconds }));

  expect(cleanSamples(samples, 60).samples).toEqual([
    { at: START, value: 22.5 },
    { at: START + MINUTE, value: 82.5 },
  ]);
});

test('times of the even samples are whole multiples of the step, wherever in the step the samples lie', () => {
  for (const late of [0, 1_000, 14_000, 16_000, 29_000, 31_000, 44_000, 59_000]) {
    const { samples } = cleanSamples(minutes(wave, late), 60);

    expect(samples).toHaveLength(120);
    expect(
      samples.every(({ at }) => at % MINUTE === 0),
      `${late}`,
    ).toBe(true);
    expect(samples.map(({ value }) => value)).toEqual(wave);
  }
});

test('no samples, and samples that are no numbers, are no series', () => {
  const nothing = { samples: [], outliers: [], gaps: [] };

  expect(cleanSamples([], 60)).toEqual(nothing);
  expect(cleanSamples([{ at: START, value: Number.NaN }], 60)).toEqual(nothing);
  expect(cleanSamples([{ at: START, value: 4 }], 60).samples).toEqual([{ at: START, value: 4 }]);
});

test('an hour is its mean and its largest, and a gap where less than half of it is known', () => {
  const hour = 3_600_000;
  const at = Math.floor(START / hour) * hour;
  const full = Array.from({ length: 60 }, (_, index) => ({ at: at + index * MINUTE, value: index }));
  const little = Array.from({ length: 29 }, (_, index) => ({ at: at + hour + index * MINUTE, value: 1 }));

  expect(hourlySamples([...full, ...little], 60)).toEqual([{ at, value: 29.5, max: 59 }]);
  expect(hourlySamples([], 60)).toEqual([]);
});
