/** The quantiles of one lead: levels rising, each with its value. */
export interface LeadQuantiles {
  readonly levels: readonly number[];
  readonly values: readonly number[];
}

/**
 * The chance that the load is above a value. Between two quantiles, and above the highest, the chance falls
 * exponentially (a straight line of its logarithm), which is exact for exponential tails and on the careful side for
 * normal ones; below the lowest quantile it is taken for certain, which is careful too.
 *
 * @example
 * chanceAbove({ levels: [0.5, 0.9], values: [100, 200] }, 200).toFixed(6) // => '0.100000'
 * chanceAbove({ levels: [0.5, 0.9], values: [100, 200] }, 300).toFixed(6) // => '0.020000'
 * chanceAbove({ levels: [0.5, 0.9], values: [100, 200] }, 50) // => 1
 */
export function chanceAbove({ levels, values }: LeadQuantiles, value: number): number {
  const lowest = values[0];
  if (lowest === undefined || value < lowest) return 1;
  const below = lastAtMost(values, value);
  const [from, to] = segment(values, below);
  const rate = decay(levels, values, from, to);
  const chance = 1 - (levels[below] as number);
  const away = value - (values[below] as number);
  return away === 0 ? chance : Math.max(0, chance * Math.exp(-rate * away));
}

/**
 * The value that the load is above with a chance, by the same curve.
 *
 * @example
 * Math.round(valueAtChance({ levels: [0.5, 0.9], values: [100, 200] }, 0.1)) // => 200
 * Math.round(valueAtChance({ levels: [0.5, 0.9], values: [100, 200] }, 0.02)) // => 300
 */
export function valueAtChance({ levels, values }: LeadQuantiles, chance: number): number {
  const level = 1 - chance;
  const lowest = values[0];
  if (lowest === undefined) return Number.NaN;
  if (level <= (levels[0] as number)) return lowest;
  const exact = levels.findIndex((one) => Math.abs(one - level) < 1e-12);
  if (exact >= 0) return values[exact] as number;
  const below = lastAtMost(levels, level);
  const [from, to] = segment(values, below);
  const rate = decay(levels, values, from, to);
  const away = Math.log((1 - (levels[below] as number)) / chance) / rate;
  return (values[below] as number) + (Number.isFinite(rate) ? away : 0);
}

/** The index of the last number that is not above a limit; they rise, and the first is not above it. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let index = 0;
  while (index + 1 < numbers.length && (numbers[index + 1] as number) <= limit) index++;
  return index;
}

/** The two quantiles that a curve goes through: beyond the last, it goes on as between the last two. */
function segment(values: readonly number[], below: number): readonly [number, number] {
  const to = Math.min(below + 1, values.length - 1);
  return [Math.max(0, to - 1), to];
}

/** How fast the logarithm of the chance falls; infinitely fast where the quantiles are one. */
function decay(levels: readonly number[], values: readonly number[], from: number, to: number): number {
  const width = (values[to] as number) - (values[from] as number);
  const fall = Math.log((1 - (levels[from] as number)) / (1 - (levels[to] as number)));
  return width > 0 && fall > 0 ? fall / width : Number.POSITIVE_INFINITY;
}
