import { type GruState, gruKnots, gruShape } from './gru-forecast.ts';
import { type GruLessons, gruLessons } from './gru-lessons.ts';
import { GruNetwork } from './gru-network.ts';
import { drawWeights, trainGru } from './gru-training.ts';
import { heldBackBands, type Misses } from './held-back-bands.ts';
import type { LeadGroup } from './lead-group.ts';
import { keptSamples, type LeadLesson, leadLesson, lessonRows } from './lead-lesson.ts';
import { fitStart, type LinearStart } from './linear-start.ts';
import { seededRandom } from './random.ts';
import type { Series } from './series.ts';

/** How the unit learns. */
export interface GruSettings {
  readonly hidden: number;
  readonly epochs: number;
  readonly budget: number;
  readonly rate: number;
  readonly seed: number;
  readonly period: number | undefined;
}

/** Rows for the straight line of a group, origins for the network, origins that are held back. */
const ROWS = 1000;
const ORIGINS = 512;
const HELD_ORIGINS = 256;
/** Share of the budget that goes into learning what was held back. */
const AGAIN = 0.3;
const TRUSTS = [0, 0.25, 0.5, 0.75, 1];

/** @throws ForecastFault `too-short` */
export function fitGru(series: Series, { hidden, epochs, budget, rate, seed, period }: GruSettings): GruState {
  const lesson = leadLesson(series, period);
  const { clean, features, groups, linear, first, held, floor } = lesson;
  const { length } = clean.window;
  const reach = (groups[groups.length - 1] as LeadGroup).to;
  const knots = gruKnots(reach);
  const shape = gruShape(hidden, reach);
  const random = seededRandom(seed);
  const network = new GruNetwork(shape, drawWeights(shape, random));
  const startsOf = (end: number): LinearStart[] =>
    groups.map((group) => {
      const rows = lessonRows(lesson, group, first, end, ROWS);
      return fitStart(rows, linear, 0.02 * rows.count + 1);
    });
  const early = startsOf(length - held);
  const before = gruLessons(lesson, early, knots, first, length - held, ORIGINS);
  const sequences = Math.min(budget, epochs * before.count);
  trainGru(network, before, { sequences: (1 - AGAIN) * sequences, rate, random });
  const late = gruLessons(lesson, early, knots, length - held, length, HELD_ORIGINS);
  const { trust, misses } = measure(lesson, network, knots, late);
  const starts = startsOf(length);
  const all = gruLessons(lesson, starts, knots, first, length, ORIGINS);
  trainGru(network, all, { sequences: AGAIN * sequences, rate: rate / 3, random });
  return {
    clean: clean.shorter(keptSamples(clean.window.period)),
    features,
    groups,
    starts,
    trust,
    hidden,
    weights: network.weights,
    bands: heldBackBands(misses, groups, held),
    floor,
  };
}

/** How much to trust the network in each group, by what it misses of what was held back, and what is missed so. */
function measure(
  { groups }: LeadLesson,
  network: GruNetwork,
  knots: readonly number[],
  late: GruLessons,
): { trust: Float64Array; misses: Misses } {
  const said = late.sequences.map((sequence) => {
    const outputs = new Float64Array(knots.length);
    network.run(sequence, outputs);
    return outputs;
  });
  const lost = (trust: number, group: LeadGroup): number => {
    let sum = 0;
    eachMiss(late, knots, group, (index, knot, miss) => {
      sum += Math.abs(miss - trust * (said[index]?.[knot] as number));
    });
    return sum;
  };
  const trust = Float64Array.from(groups, (group) => {
    const losses = TRUSTS.map((one) => lost(one, group));
    return TRUSTS[losses.indexOf(Math.min(...losses))] as number;
  });
  const misses: Misses = { leads: [], values: [] };
  for (const [at, group] of groups.entries())
    eachMiss(late, knots, group, (index, knot, miss) => {
      misses.leads.push(knots[knot] as number);
      misses.values.push(miss - (trust[at] as number) * (said[index]?.[knot] as number));
    });
  return { trust, misses };
}

function eachMiss(
  late: GruLessons,
  knots: readonly number[],
  { from, to }: LeadGroup,
  take: (index: number, knot: number, miss: number) => void,
): void {
  for (const [knot, lead] of knots.entries()) {
    if (lead < from || lead > to) continue;
    for (let index = 0; index < late.count; index++) {
      const miss = late.wanted[index]?.[knot] as number;
      if (!Number.isNaN(miss)) take(index, knot, miss);
    }
  }
}
