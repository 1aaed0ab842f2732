import { expect, test } from 'vitest';
import { metricForecast } from './metric-forecast.ts';
import { forecastFlaw, podsFor } from './metric-state.ts';
import { foreseen } from './plan-fixture.ts';

const sound = foreseen([1, 2, 3]);

test('a sound forecast has no flaw, a model’s own neither', () => {
  const levels = [0.5, 0.9];
  const quantiles = [Float64Array.of(1, 2), Float64Array.of(2, 3)];
  const made = metricForecast({ startAt: 0, stepSeconds: 60, mean: Float64Array.of(1, 2), levels, quantiles }, 7);

  expect([forecastFlaw(sound), forecastFlaw(made)]).toEqual([undefined, undefined]);
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});

test('what is wrong with a forecast is said', () => {
  const [low = [], ...rest] = sound.quantiles;
  const flaws = [
    { ...sound, stepSeconds: 0 },
    { ...sound, startAt: Number.NaN },
    { ...sound, mean: [], quantiles: [[], [], [], []] },
    { ...sound, mean: [1, 2] },
    { ...sound, quantiles: rest },
    { ...sound, levels: [0.5, 0.1, 0.9, 0.95] },
    { ...sound, levels: [0.1, 0.5, 0.9, 1] },
    { ...sound, mean: [1, Number.NaN, 3] },
    { ...sound, quantiles: [[1, Number.POSITIVE_INFINITY, 3], ...rest] },
    { ...sound, quantiles: [low.map((value) => value * 9), ...rest] },
  ].map(forecastFlaw);

  expect(flaws).toEqual([
    'its times are not numbers',
    'its times are not numbers',
    'it is empty',
    'its parts are not equally long',
    'its parts are not equally long',
    'its levels do not rise',
    'its levels do not rise',
    'some of its values are not finite',
    'some of its values are not finite',
    'its quantiles cross',
  ]);
});

test('pods carry at least the value, whatever the rounding of computers', () => {
  const counts = [
    podsFor(0.3, 0.1),
    podsFor(1.1, 0.1),
    podsFor(7, 7),
    podsFor(7.001, 7),
    podsFor(Number.NaN, 1),
    podsFor(5e-324, 2),
  ];

  expect(counts).toEqual([3, 11, 1, 2, 0, 1]);
});
