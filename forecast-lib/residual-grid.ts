import { normalQuantile } from './normal-quantile.ts';

/** Levels at which residuals are kept. */
export const RESIDUAL_LEVELS: readonly number[] = [
  0.005, 0.015, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.985, 0.995,
];
const GRID_WIDTHS = RESIDUAL_LEVELS.map(normalQuantile);
/** Residuals of a normal distribution, for where there are too few to count. */
export function normalGrid(deviation: number): Float64Array {
  return Float64Array.from(GRID_WIDTHS, (width) => width * deviation);
}

/** Quantiles of residuals at the levels of the grid; sorts what it is given. */
export function residualGrid(left: Float64Array): Float64Array {
  left.sort();
  const last = left.length - 1;
  return Float64Array.from(RESIDUAL_LEVELS, (level) => {
    if (last < 0) return 0;
    // Hyndman and Fan's eighth definition (1996): without bias for the median, whatever the distribution.
    const place = Math.max(0, Math.min(last, (last + 1 + 1 / 3) * level - 2 / 3));
    const below = Math.floor(place);
    const low = left[below] as number;
    return low + ((left[Math.min(last, below + 1)] as number) - low) * (place - below);
  });
}

/**
 * A quantile of residuals kept by `residualGrid`; between levels, and outside them, as a normal distribution goes.
 *
 * @param level above 0 and below 1
 */
export function residualQuantile(residuals: Float64Array, level: number): number {
  const width = normalQuantile(level);
  let at = 0;
  while (at < RESIDUAL_LEVELS.length - 2 && width > (GRID_WIDTHS[at + 1] as number)) at++;
  const from = GRID_WIDTHS[at] as number;
  const share = (width - from) / ((GRID_WIDTHS[at + 1] as number) - from);
  const low = residuals[at] as number;
  return low + ((residuals[at + 1] as number) - low) * share;
}

/** The mean of residuals kept by `residualGrid`; the outermost hundredths count as what is next to them. */
export function residualMean(residuals: Float64Array): number {
  const inner = (at: number): number => residuals[Math.max(1, Math.min(RESIDUAL_LEVELS.length - 2, at))] as number;
  let sum = ((RESIDUAL_LEVELS[0] as number) * (inner(0) + inner(RESIDUAL_LEVELS.length))) as number;
  for (let at = 1; at < RESIDUAL_LEVELS.length; at++) {
    const share = (RESIDUAL_LEVELS[at] as number) - (RESIDUAL_LEVELS[at - 1] as number);
    sum += (share * (inner(at) + inner(at - 1))) / 2;
  }
  return sum;
}

/** The same residuals moved so that their mean is 0. */
export function centred(residuals: Float64Array): Float64Array {
  const mean = residualMean(residuals);
  return residuals.map((value) => value - mean);
}

/** How far apart the tenths at both ends are. */
export function residualSpread(residuals: Float64Array): number {
  return residualQuantile(residuals, 0.9) - residualQuantile(residuals, 0.1);
}
