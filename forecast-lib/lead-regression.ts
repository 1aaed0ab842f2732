import { solvePositive } from './cholesky.ts';
import { dot } from './dot-product.ts';
import { residualGrid } from './residual-grid.ts';

const ROUNDS = 4;

/** One row of what is learned from: numbers known at an origin, and what came. */
export interface LeadRow {
  readonly features: Float64Array;
  readonly target: number;
  /** What the residual of this row is measured in: how uneven the series is at the target's time of day. */
  readonly unit: number;
}

/** What is known for one lead: weights of the features, and quantiles of what they leave, in units. */
export interface LeadRule {
  readonly weights: Float64Array;
  readonly residuals: Float64Array;
}

/**
 * The weights that make the sum of absolute residuals small (iteratively reweighted least squares), held towards a prior.
 *
 * @param prior weights for when there is nothing to learn from
 * @param share how many rows the prior is worth
 */
export function fitLead(rows: readonly LeadRow[], prior: Float64Array, share: number): LeadRule {
  const size = prior.length;
  let weights: Float64Array = prior;
  const sizes = rows.map(({ target, unit }) => Math.abs(target) / unit).sort((one, other) => one - other);
  const smallest = (sizes[sizes.length >> 1] ?? 0) * 0.02 || 1e-300;
  for (let round = 0; round < ROUNDS && rows.length > 0; round++) {
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    let total = 0;
    for (const { features, target, unit } of rows) {
      const left = target - dot(weights, features);
      const weight = 1 / (unit * unit * Math.max(Math.abs(left) / unit, smallest));
      if (!Number.isFinite(weight)) continue;
      total += weight;
      const beyond = target - dot(prior, features);
      for (let row = 0; row < size; row++) {
        const scaled = weight * (features[row] as number);
        right[row] = (right[row] as number) + scaled * beyond;
        for (let column = 0; column <= row; column++)
          matrix[row * size + column] = (matrix[row * size + column] as number) + scaled * (features[column] as number);
      }
    }
    let trace = 0;
    for (let row = 0; row < size; row++) trace += (matrix[row * size + row] as number) / size;
    const held = (share / rows.length) * trace;
    for (let row = 0; row < size; row++) matrix[row * size + row] = (matrix[row * size + row] as number) + held;
    if (!(total > 0)) break;
    const moved = solvePositive(matrix, right, size);
    weights = prior.map((weight, index) => weight + (moved[index] as number));
  }
  const left = rows.map(({ features, target, unit }) => (target - dot(weights, features)) / unit);
  return { weights, residuals: residualGrid(Float64Array.from(left)) };
}
