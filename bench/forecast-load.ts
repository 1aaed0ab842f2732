import { parseSeries, type Series, seededRandom } from '#forecast-lib';

const STEP_SECONDS = 300;
const DAY = 288;

/**
 * A load as a busy service has it, from a seed: a day with two peaks, a calm weekend, a slow trend, noise that grows with
 * the level and remembers itself. Every five minutes, nothing missing, so that no peer stumbles.
 */
export function syntheticLoad(points: number, seed = 1): Series {
  const random = seededRandom(seed);
  let drift = 0;
  const values = Float64Array.from({ length: points }, (_, index) => {
    const day = (2 * Math.PI * (index % DAY)) / DAY;
    const weekend = Math.floor(index / DAY) % 7 >= 5 ? 0.6 : 1;
    const shape = 1 - 0.6 * Math.cos(day) - 0.25 * Math.cos(2 * day + 0.7);
    drift = 0.95 * drift + (random() + random() + random() - 1.5) * 0.06;
    return 400 * weekend * shape * (1 + drift) + 100 + 0.004 * index;
  });
  return parseSeries({ values, stepSeconds: STEP_SECONDS, startAt: Date.UTC(2026, 0, 5) });
}
