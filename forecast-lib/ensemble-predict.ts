import { bandWidth } from './ensemble-bands.ts';
import type { EnsembleGroup } from './ensemble-group.ts';
import { type EnsembleState, partAhead } from './ensemble-state.ts';
import { type Blend, blend } from './ensemble-weights.ts';
import type { Forecast } from './forecast.ts';
import { residualQuantile } from './residual-grid.ts';

/** Variance beyond the last lead that was learnt grows by this share for each season. */
const GROWTH = 0.25;

/** The forecast of all leads up to a horizon: a few dozen operations each. */
export function predictEnsemble(state: EnsembleState, horizon: number, levels: readonly number[]): Forecast {
  const { history, groups, stepSeconds, spread } = state;
  const mean = new Float64Array(horizon);
  const quantiles = levels.map(() => new Float64Array(horizon));
  const reach = (groups.at(-1) as EnsembleGroup).to;
  const said = new Float64Array(history.members);
  let known = 0;
  let at = 0;
  let group = groups[0] as EnsembleGroup;
  let offsets = offsetsOf(group, levels);
  for (let lead = 1; lead <= horizon; lead++) {
    const near = lead <= reach ? lead : knownLead(state, reach, lead);
    const next = nextGroup(groups, lead <= reach ? at : 0, near);
    if (next !== at) {
      at = next;
      group = groups[at] as EnsembleGroup;
      offsets = offsetsOf(group, levels);
    }
    const { value, dispute } = sayBlend(state, group, near, said);
    const far = lead > near ? Math.sqrt(1 + (GROWTH * (lead - near)) / state.season) : 1;
    const width = far * bandWidth(group.shape, value, dispute, partAhead(state, lead));
    mean[lead - 1] = history.bound(value + width * offsets.middle);
    for (let index = 0; index < levels.length; index++)
      (quantiles[index] as Float64Array)[lead - 1] = history.bound(value + width * (offsets.levels[index] as number));
    const band = history.bound(value + width * offsets.high) - history.bound(value + width * offsets.low);
    known += spread > 0 ? Math.max(0, 1 - band / spread) : 1;
  }
  return { startAt: state.nextAt, stepSeconds, mean, levels, quantiles, confidence: known / horizon };
}

/** Blends what all members say about a lead of a group. */
export function sayBlend(state: EnsembleState, group: EnsembleGroup, lead: number, said: Float64Array): Blend {
  state.history.say(group.ridges, state.history.length - 1, lead, said, 0);
  return blend(said, 0, group.weights);
}

/** The lead at the same time of the last season that was learnt. */
function knownLead({ look }: EnsembleState, reach: number, lead: number): number {
  const { shape } = look;
  if (shape.period > reach) return reach;
  return reach - shape.period + 1 + ((lead - reach - 1) % shape.period);
}

function nextGroup(groups: readonly EnsembleGroup[], from: number, lead: number): number {
  let at = from;
  while (lead > (groups[at] as EnsembleGroup).to) at++;
  return at;
}

interface Offsets {
  readonly levels: Float64Array;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** How far each level is from the blend, in widths; never falling. */
function offsetsOf({ grid }: EnsembleGroup, levels: readonly number[]): Offsets {
  let highest = Number.NEGATIVE_INFINITY;
  const rising = grid.map((value) => {
    highest = Math.max(highest, value);
    return highest;
  });
  const at = (level: number) => residualQuantile(rising, level);
  return { levels: Float64Array.from(levels, at), low: at(0.1), middle: at(0.5), high: at(0.9) };
}
