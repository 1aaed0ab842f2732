import type { CleanWindow } from './clean-window.ts';
import { levelNow } from './feature-parts.ts';
import type { Feature } from './features.ts';
import { checkHorizon, checkLevels, DEFAULT_LEVELS, type Forecast } from './forecast.ts';
import { type Boosted, boostedValue } from './gradient-boosting-learner.ts';
import { GRADIENT_BOOSTING, saveBoosting } from './gradient-boosting-saved.ts';
import type { HeldBackBands } from './held-back-bands.ts';
import { leadForecast } from './lead-forecast.ts';
import type { LeadGroup } from './lead-group.ts';
import type { Fitted, SavedFitted } from './model.ts';
import type { SeriesWindow } from './series-window.ts';
import { scaleAt, writeRow } from './training-rows.ts';

/** All that gradient boosting knows of a series. */
export interface BoostingState {
  readonly clean: CleanWindow;
  readonly features: readonly Feature[];
  readonly groups: readonly LeadGroup[];
  /** One for each group. */
  readonly boosted: readonly Boosted[];
  readonly bands: HeldBackBands;
  readonly floor: number;
}

/** How much a feature helped. */
export interface FeatureImportance {
  readonly name: string;
  readonly what: string;
  /** Its share of what all splits of all trees lowered the loss; the shares add up to 1. */
  readonly share: number;
}

/** A fitted gradient boosting: it tells what it looks at. */
export interface BoostingFitted extends Fitted {
  update(value: number): void;
  /** The features by what their splits gained (Friedman 2001, section 8.1), most first; the straight-line start not counted. */
  importance(): FeatureImportance[];
}

/** The Fitted of a state, which it keeps and changes. */
export function boostingFitted(state: BoostingState): BoostingFitted {
  return {
    model: GRADIENT_BOOSTING,
    predict: (horizon, levels = DEFAULT_LEVELS) => predict(state, checkHorizon(horizon), checkLevels(levels)),
    update: (value) => state.clean.push(value),
    save: (): SavedFitted => saveBoosting(state),
    importance: () => importanceOf(state),
  };
}

function predict(state: BoostingState, horizon: number, levels: number[]): Forecast {
  const { clean, bands, floor, groups } = state;
  const reach = (groups[groups.length - 1] as LeadGroup).to;
  const rule = (window: SeriesWindow, leads: number) => means(state, window, leads);
  return leadForecast({ clean, bands, floor, reach, means: rule }, horizon, levels);
}

/** The forecasts of the next leads, up to the reach. */
function means(state: BoostingState, window: SeriesWindow, leads: number): Float64Array {
  const { groups, boosted, features, floor } = state;
  const origin = window.length;
  const level = levelNow(window, origin);
  const scale = scaleAt(window, origin, floor);
  const row = new Float64Array(features.length);
  const means = new Float64Array(leads);
  let group = 0;
  for (let lead = 1; lead <= leads; lead++) {
    while (lead > (groups[group] as LeadGroup).to) group++;
    writeRow(features, window, origin, lead, level, scale, row);
    means[lead - 1] = level + scale * boostedValue(boosted[group] as Boosted, row, lead);
  }
  return means;
}

function importanceOf({ features, boosted }: BoostingState): FeatureImportance[] {
  const gains = features.map((_, column) => boosted.reduce((sum, { gains }) => sum + (gains[column] as number), 0));
  const all = gains.reduce((sum, gain) => sum + gain, 0);
  return features
    .map(({ name, what }, column) => ({
      name,
      what,
      share: all > 0 ? (gains[column] as number) / all : 1 / gains.length,
    }))
    .sort((one, other) => other.share - one.share);
}
