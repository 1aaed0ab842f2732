import type { CleanWindow } from './clean-window.ts';
import { levelNow } from './feature-parts.ts';
import type { Feature } from './features.ts';
import type { Forecast } from './forecast.ts';
import { GruNetwork, type GruShape } from './gru-network.ts';
import { GRU_INPUTS, GRU_SEQUENCE, writeSequence } from './gru-sequence.ts';
import type { HeldBackBands } from './held-back-bands.ts';
import { leadForecast } from './lead-forecast.ts';
import type { LeadGroup } from './lead-group.ts';
import { type LinearStart, startOf } from './linear-start.ts';
import type { SeriesWindow } from './series-window.ts';
import { scaleAt, writeRow } from './training-rows.ts';

/** All that the unit knows of a series. */
export interface GruState {
  readonly clean: CleanWindow;
  readonly features: readonly Feature[];
  readonly groups: readonly LeadGroup[];
  /** The straight line of each group. */
  readonly starts: readonly LinearStart[];
  /** How much of what the network says is taken, for each group. */
  readonly trust: Float64Array;
  readonly hidden: number;
  readonly weights: Float64Array;
  readonly bands: HeldBackBands;
  readonly floor: number;
}

const KNOTS = 16;

/**
 * Leads that have an output of their own: up to 16, each further by about the same share than the one before.
 *
 * @example
 * gruKnots(4) // => [1, 2, 3, 4]
 */
export function gruKnots(reach: number): number[] {
  const knots: number[] = [];
  for (let index = 0; index < KNOTS; index++) {
    const knot = Math.max((knots[knots.length - 1] ?? 0) + 1, Math.round(reach ** (index / (KNOTS - 1))));
    if (knot <= reach) knots.push(knot);
  }
  return knots;
}

/** The shape of a network with an output for each knot up to a reach. */
export function gruShape(hidden: number, reach: number): GruShape {
  return { inputs: GRU_INPUTS, hidden, outputs: gruKnots(reach).length };
}

/** What the outputs at the knots mean at a lead: a straight line along the logarithm of the lead. */
export function betweenKnots(knots: readonly number[], outputs: Float64Array, lead: number): number {
  let index = 0;
  while (index < knots.length - 2 && (knots[index + 1] as number) < lead) index++;
  const low = Math.log(knots[index] as number);
  const high = Math.log(knots[index + 1] ?? lead + 1);
  const share = Math.max(0, Math.min(1, (Math.log(lead) - low) / (high - low)));
  const one = outputs[index] as number;
  return one + share * ((outputs[index + 1] ?? one) - one);
}

/** The forecast of a state. */
export function gruForecast(state: GruState, horizon: number, levels: number[]): Forecast {
  const { clean, bands, floor, groups, hidden, weights } = state;
  const reach = (groups[groups.length - 1] as LeadGroup).to;
  const network = new GruNetwork(gruShape(hidden, reach), weights);
  const rule = (window: SeriesWindow, leads: number) => means(state, network, window, leads);
  return leadForecast({ clean, bands, floor, reach, means: rule }, horizon, levels);
}

function means(state: GruState, network: GruNetwork, window: SeriesWindow, leads: number): Float64Array {
  const { groups, starts, features, floor, trust } = state;
  const origin = window.length;
  const level = levelNow(window, origin);
  const scale = scaleAt(window, origin, floor);
  const sequence = new Float64Array(GRU_SEQUENCE);
  const outputs = new Float64Array(network.shape.outputs);
  writeSequence(window, origin, level, scale, sequence);
  network.run(sequence, outputs);
  const knots = gruKnots((groups[groups.length - 1] as LeadGroup).to);
  const row = new Float64Array(features.length);
  const means = new Float64Array(leads);
  let group = 0;
  for (let lead = 1; lead <= leads; lead++) {
    while (lead > (groups[group] as LeadGroup).to) group++;
    writeRow(features, window, origin, lead, level, scale, row);
    const said = (trust[group] as number) * betweenKnots(knots, outputs, lead);
    means[lead - 1] = level + scale * (startOf(starts[group] as LinearStart, row, lead) + said);
  }
  return means;
}
