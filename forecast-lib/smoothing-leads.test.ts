import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';
import { seededRandom } from './random.ts';
import { smoothingForecast } from './smoothing-leads.ts';
import { ADDITIVE, BLANK, MULTIPLICATIVE, type SmoothingState, stepSmoothing } from './smoothing-state.ts';

const PATHS = 8_000;
const HORIZON = 9;

function stateOf(part: Partial<SmoothingState>): SmoothingState {
  const state = { ...BLANK, stepSeconds: 60, alpha: 0.4, gamma: 0.3, phi: 1, level: 100, variance: 0.0025, ...part };
  return { ...state, season: state.season.slice(), shape: state.shape.slice() };
}

/** Mean and deviation of each lead over many futures that the model itself makes. */
function simulated(part: Partial<SmoothingState>) {
  const random = seededRandom(11);
  const [sums, squares] = [new Float64Array(HORIZON), new Float64Array(HORIZON)];
  for (let path = 0; path < PATHS; path++) {
    const state = stateOf(part);
    for (let lead = 0; lead < HORIZON; lead++) {
      const mean = smoothingForecast(state, 1, [0.5]).mean[0] ?? Number.NaN;
      const error = Math.sqrt(state.variance) * normalQuantile(random() || 0.5);
      const value = state.relative ? mean * (1 + error) : mean + error;
      sums[lead] = (sums[lead] ?? 0) + value / PATHS;
      squares[lead] = (squares[lead] ?? 0) + (value * value) / PATHS;
      stepSmoothing(state, value);
    }
  }
  return { mean: sums, deviation: sums.map((mean, lead) => Math.sqrt((squares[lead] ?? 0) - mean * mean)) };
}

/** The forms in which R's forecast 8.20 differs from its own simulation are among these. */
const forms: readonly [string, Partial<SmoothingState>][] = [
  ['ANA', { variance: 25, season: Float64Array.of(5, -3, -2) }],
  ['MNA', { relative: 1, season: Float64Array.of(5, -3, -2) }],
  ['AAdA', { variance: 25, beta: 0.1, phi: 0.9, slope: 2, season: Float64Array.of(5, -3, -2) }],
  ['MAdN', { relative: 1, beta: 0.1, phi: 0.9, slope: 2, gamma: 0 }],
  [
    'MAdM',
    { relative: 1, beta: 0.1, phi: 0.9, slope: 2, season: Float64Array.of(1.2, 0.9, 0.9), join: MULTIPLICATIVE },
  ],
];

test.each(forms)('the mean and the bands of %s are those of its simulated futures', (_, part) => {
  const found = simulated({ join: ADDITIVE, ...part });

  const forecast = smoothingForecast(stateOf({ join: ADDITIVE, ...part }), HORIZON, [0.5, normalLevel]);

  for (let lead = 0; lead < HORIZON; lead++) {
    const [mean = 0, deviation = 0] = [found.mean[lead], found.deviation[lead]];
    const width = (forecast.quantiles[1]?.[lead] ?? 0) - (forecast.mean[lead] ?? 0);
    expect(Math.abs((forecast.mean[lead] ?? 0) - mean)).toBeLessThan((5 * deviation) / Math.sqrt(PATHS));
    expect(width / deviation).toBeGreaterThan(0.95);
    expect(width / deviation).toBeLessThan(1.05);
  }
});

/** The level that is one deviation above the mean. */
const normalLevel = 0.8413447460685429;

test('a season that was taken off is put back on every lead', () => {
  const state = stateOf({ gamma: 0, shape: Float64Array.of(1, -1), shapeSlot: 1 });

  const { mean } = smoothingForecast(state, 3, [0.5]);

  expect(mean).toEqual(Float64Array.of(99, 101, 99));
});
