import { placeOfLead } from './lead-place.ts';
import { RESIDUAL_LEVELS, residualQuantile, residualSpread } from './residual-grid.ts';

/**
 * Quantiles of what forecasts miss by at any lead, from the quantiles of the errors at some leads.
 *
 * @param leads rising
 * @param residuals their grids of `residualGrid`, one after the other, each of mean 0
 * @param levels rising
 */
export function leadMisses(
  leads: ArrayLike<number>,
  residuals: Float64Array,
  levels: readonly number[],
): (lead: number) => number[] {
  const size = RESIDUAL_LEVELS.length;
  const known = Array.from(leads);
  const grids = known.map((_, at) => residuals.subarray(at * size, (at + 1) * size));
  const spreads = grids.map(residualSpread);
  const told = grids.map((grid) => levels.map((level) => residualQuantile(grid, level)));
  return (lead) => {
    const { at, share, grown } = placeOfLead(known, spreads, lead);
    const one = told[at] as number[];
    const other = told[Math.min(at + 1, told.length - 1)] as number[];
    return one.map((value, index) => grown * (value + share * ((other[index] as number) - value)));
  };
}
