/** How members of a group of leads are weighed. */
export interface WeighingRule {
  /** Steps after which an error counts half. */
  readonly halfLife: number;
  /** The power of the error. */
  readonly power: number;
  /** The power of how far members differ, in the width of the bands. */
  readonly dispute: number;
}

/**
 * The rule for a group of leads, by its middle in seasons: errors at short leads are forgotten within a day or two and
 * picked sharply; at long leads they are remembered for ten seasons.
 */
export function weighingRule(middle: number, season: number): WeighingRule {
  if (middle <= 1 / 24) return { halfLife: 1.1 * season, power: 8, dispute: 0.6 };
  if (middle <= 1 / 6) return { halfLife: 2.2 * season, power: 8, dispute: 0.45 };
  return { halfLife: 10 * season, power: 6, dispute: middle <= 1 / 3 ? 0.45 : 0.3 };
}

/**
 * Weights that sum to 1, the smaller the error the larger, to a power.
 *
 * @param errors mean absolute errors, one a member
 * @example
 * errorWeights([1, 2], 2).map((weight) => Math.round(1e6 * weight) / 1e6) // => new Float64Array([0.8, 0.2])
 */
export function errorWeights(errors: ArrayLike<number>, power: number): Float64Array {
  const weights = Float64Array.from(errors);
  let best = Number.POSITIVE_INFINITY;
  for (const error of weights) if (error < best) best = error;
  const tiny = 1e-12 + 1e-9 * best;
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = ((best + tiny) / ((weights[index] as number) + tiny)) ** power;
    weights[index] = weight;
    sum += weight;
  }
  for (let index = 0; index < weights.length; index++) weights[index] = (weights[index] as number) / sum;
  return weights;
}

/** What members say together. */
export interface Blend {
  readonly value: number;
  /** The weighted mean of how far each is from that. */
  readonly dispute: number;
}

/** Blends what members say, which begins at an offset. */
export function blend(said: Float64Array, offset: number, weights: Float64Array): Blend {
  let value = 0;
  for (let index = 0; index < weights.length; index++)
    value += (weights[index] as number) * (said[offset + index] as number);
  let dispute = 0;
  for (let index = 0; index < weights.length; index++)
    dispute += (weights[index] as number) * Math.abs((said[offset + index] as number) - value);
  return { value, dispute };
}
