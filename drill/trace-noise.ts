import { seededRandom } from '#forecast-lib';

/** Numbers that look normal, with mean 0 and deviation 1, and follow from the seed alone (Box and Muller 1958). */
export function seededNormal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Noise that remembers: each value keeps a part of the one before, so that it drifts and comes back. */
export function driftingNoise(normal: () => number, deviation: number, memorySteps: number): () => number {
  const keep = Math.exp(-1 / memorySteps);
  const fresh = deviation * Math.sqrt(1 - keep * keep);
  let value = deviation * normal();
  return () => {
    value = value * keep + fresh * normal();
    return value;
  };
}
