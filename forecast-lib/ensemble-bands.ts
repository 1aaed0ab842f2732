import { RESIDUAL_LEVELS } from './residual-grid.ts';

/** Parts of a season that have a width of their own. */
export const SEASON_PARTS = 24;
/** How far, in parts, neighbours count, and how much the width of a part may differ. */
const NEAR_PARTS = 2;
const PART_POWER = 0.7;
/** Share of all rows that each part is pulled to the mean by. */
const PART_SHRINKAGE = 0.05;
/** Powers of the level that are tried for the width. */
const LEVEL_POWERS = [0, 0.5, 1];
/** What is forecast after all rows were learnt from misses a little less than what was held back in blocks. */
const SHARE = 0.97;

/** What the width of a group's bands depends on. */
export interface BandShape {
  /** The level counts to this power. */
  readonly levelPower: number;
  /** The least that counts as a level. */
  readonly floor: number;
  /** The dispute of members counts to this power, around this mean. */
  readonly disputePower: number;
  readonly dispute: number;
  /** The width of each part of a season beside the mean. */
  readonly parts: Float64Array;
}

/** Past forecasts of a group, one a row. */
export interface PastForecasts {
  readonly actual: Float64Array;
  readonly values: Float64Array;
  readonly disputes: Float64Array;
  /** Which part of a season the target was in. */
  readonly parts: Uint8Array;
  readonly weights: Float64Array;
}

/** How wide errors are at a forecast, before the part of the season. */
function widthOf(shape: BandShape, value: number, dispute: number): number {
  const level = shape.levelPower === 0 ? 1 : Math.max(shape.floor, Math.abs(value)) ** shape.levelPower;
  return level * ((dispute + 0.3 * shape.dispute) / (1.3 * shape.dispute)) ** shape.disputePower;
}

/** How wide errors are at a forecast whose target is in a part of the season. */
export function bandWidth(shape: BandShape, value: number, dispute: number, part: number): number {
  return widthOf(shape, value, dispute) * (shape.parts[part] as number);
}

/**
 * The shape, and the quantiles of errors in its units, that had the least pinball loss on past forecasts: split
 * conformal bands (Papadopoulos et al. 2002; Lei et al. 2018) of normalised residuals, weighted by age.
 */
export function fitBands(
  past: PastForecasts,
  floor: number,
  disputePower: number,
): { shape: BandShape; grid: Float64Array } {
  let sum = 0;
  let weight = 0;
  for (let row = 0; row < past.actual.length; row++) {
    sum += (past.weights[row] as number) * (past.disputes[row] as number);
    weight += past.weights[row] as number;
  }
  const dispute = Math.max(sum / weight, 1e-9 * floor, 1e-300);
  const tried = LEVEL_POWERS.map((levelPower) => {
    const flat = { levelPower, floor, disputePower, dispute, parts: new Float64Array(SEASON_PARTS).fill(1) };
    const shape = { ...flat, parts: partWidths(past, flat) };
    return { shape, ...gridOf(past, shape) };
  });
  return tried.reduce((best, other) => (other.loss < best.loss ? other : best));
}

/** How much wider errors are in each part of the season than on the whole, smoothed and pulled to 1. */
function partWidths(past: PastForecasts, shape: BandShape): Float64Array {
  const sums = new Float64Array(SEASON_PARTS);
  const counts = new Float64Array(SEASON_PARTS);
  let sum = 0;
  let count = 0;
  for (let row = 0; row < past.actual.length; row++) {
    const value = past.values[row] as number;
    const weight = past.weights[row] as number;
    const miss = Math.abs((past.actual[row] as number) - value) / widthOf(shape, value, past.disputes[row] as number);
    const part = past.parts[row] as number;
    sums[part] = (sums[part] as number) + weight * miss;
    counts[part] = (counts[part] as number) + weight;
    sum += weight * miss;
    count += weight;
  }
  const mean = sum / count;
  if (!(mean > 0)) return new Float64Array(SEASON_PARTS).fill(1);
  return Float64Array.from({ length: SEASON_PARTS }, (_, part) => {
    let near = PART_SHRINKAGE * count * mean;
    let among = PART_SHRINKAGE * count;
    for (let aside = -3; aside <= 3; aside++) {
      const other = (part + aside + SEASON_PARTS) % SEASON_PARTS;
      const share = Math.exp(-0.5 * (aside / NEAR_PARTS) ** 2);
      near += share * (sums[other] as number);
      among += share * (counts[other] as number);
    }
    return (near / among / mean) ** PART_POWER;
  });
}

function gridOf(past: PastForecasts, shape: BandShape): { grid: Float64Array; loss: number } {
  const widths = past.values.map((value, row) =>
    bandWidth(shape, value, past.disputes[row] as number, past.parts[row] as number),
  );
  const misses = widths.map((width, row) => ((past.actual[row] as number) - (past.values[row] as number)) / width);
  const grid = weightedGrid(misses, past.weights);
  let loss = 0;
  for (let at = 0; at < grid.length; at++) {
    const level = RESIDUAL_LEVELS[at] as number;
    if (level !== 0.5 && level !== 0.9 && level !== 0.95) continue;
    const quantile = grid[at] as number;
    for (let row = 0; row < misses.length; row++) {
      const over = (misses[row] as number) - quantile;
      loss += (past.weights[row] as number) * (widths[row] as number) * (over >= 0 ? level * over : (level - 1) * over);
    }
  }
  const middle = grid[RESIDUAL_LEVELS.indexOf(0.5)] as number;
  return { grid: grid.map((value) => middle + SHARE * (value - middle)), loss };
}

/** Quantiles of weighted numbers at the levels of the grid, each number in the middle of its own weight. */
function weightedGrid(misses: Float64Array, weights: Float64Array): Float64Array {
  const order = Uint32Array.from(misses.keys()).sort(
    (one, other) => (misses[one] as number) - (misses[other] as number),
  );
  const last = order.length - 1;
  let total = 0;
  for (const weight of weights) total += weight;
  let index = 0;
  let value = misses[order[0] as number] as number;
  let place = (weights[order[0] as number] as number) / 2;
  let before = { value, place };
  let sum = place * 2;
  return Float64Array.from(RESIDUAL_LEVELS, (level) => {
    const wanted = level * total;
    while (place < wanted && index < last) {
      index++;
      before = { value, place };
      const row = order[index] as number;
      value = misses[row] as number;
      place = sum + (weights[row] as number) / 2;
      sum += weights[row] as number;
    }
    if (place <= wanted || place === before.place) return place < wanted ? value : before.value;
    return before.value + ((value - before.value) * Math.max(0, wanted - before.place)) / (place - before.place);
  });
}
