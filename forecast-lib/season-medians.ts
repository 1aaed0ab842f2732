import { median } from './median.ts';

/**
 * What is usual at each place in a season: the median over seasons of how far a sample is from the median of its season,
 * so that a series whose level moves keeps its shape. Cost n log n.
 *
 * @param values NaN where missing; at least one season
 * @returns `period` numbers; 0 where nothing is known
 * @example
 * seasonMedians([1, 3, 1, 3, 11, 13], 2) // => new Float64Array([-1, 1])
 */
export function seasonMedians(values: ArrayLike<number>, period: number): Float64Array {
  const seasons = Math.floor(values.length / period);
  const first = values.length - seasons * period;
  const apart = Array.from({ length: period }, () => new Float64Array(seasons));
  for (let season = 0; season < seasons; season++) {
    const from = first + season * period;
    const level = median(known(Float64Array.from({ length: period }, (_, slot) => values[from + slot] as number)));
    for (let slot = 0; slot < period; slot++)
      (apart[(first + slot) % period] as Float64Array)[season] = (values[from + slot] as number) - level;
  }
  return Float64Array.from(apart, (slot) => median(known(slot)) || 0);
}

function known(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}
