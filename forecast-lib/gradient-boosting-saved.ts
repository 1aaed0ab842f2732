import { CleanWindow } from './clean-window.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Boosted } from './gradient-boosting-learner.ts';
import type { BoostingState } from './gradient-boosting-state.ts';
import type { Tree } from './gradient-boosting-tree.ts';
import { restoreBands, saveBands } from './held-back-bands.ts';
import { leadGroups } from './lead-group.ts';
import { restoreStart, saveStart } from './linear-start-saved.ts';
import type { Json, SavedFitted } from './model.ts';
import { savedFeatures, savedFields, savedFinite, savedList, savedWhole } from './saved-fields.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

/** The name of the model. */
export const GRADIENT_BOOSTING = 'gradient-boosting';
const VERSION = 1;

export function saveBoosting(state: BoostingState): SavedFitted {
  const { clean, features, groups, boosted, bands, floor } = state;
  return {
    model: GRADIENT_BOOSTING,
    version: VERSION,
    state: {
      clean: clean.save(),
      features: features.map(({ name }) => name),
      reach: groups[groups.length - 1]?.to ?? 0,
      boosted: boosted.map(saveBoosted),
      bands: saveBands(bands),
      floor,
    },
  };
}

/** @throws ForecastFault `bad-saved` */
export function restoreBoosting(saved: SavedFitted): BoostingState {
  if (saved?.model !== GRADIENT_BOOSTING || saved.version !== VERSION)
    throw new ForecastFault('bad-saved', `${saved?.model} version ${saved?.version}`);
  const state = savedFields(saved.state);
  const features = savedFeatures(state.features);
  const groups = leadGroups(savedWhole(state.reach, 1, 1e6));
  const boosted = savedList(state.boosted).map((one) => restoreBoosted(one, features.length));
  if (boosted.length !== groups.length) throw new ForecastFault('bad-saved', `${boosted.length} groups of leads`);
  return {
    clean: CleanWindow.restore(state.clean),
    features,
    groups,
    boosted,
    bands: restoreBands(state.bands),
    floor: savedFinite([state.floor ?? null], 1)[0] as number,
  };
}

function saveBoosted({ start, trees, gains }: Boosted): Json {
  return {
    start: saveStart(start),
    gains: saveNumbers(gains),
    trees: trees.map(({ columns, thresholds, leaves }) => [
      saveNumbers(columns),
      saveNumbers(thresholds),
      saveNumbers(leaves),
    ]),
  };
}

function restoreBoosted(saved: Json, features: number): Boosted {
  const { start, gains, trees } = savedFields(saved);
  return {
    start: restoreStart(start, features),
    gains: savedFinite(gains, features),
    trees: savedList(trees).map((tree) => restoreTree(savedList(tree), features)),
  };
}

function restoreTree([first, second, third]: readonly Json[], features: number): Tree {
  const columns = Int16Array.from(restoreNumbers(first));
  const depth = Math.log2(columns.length + 1);
  if (!(Number.isInteger(depth) && columns.every((column) => column >= -1 && column < features)))
    throw new ForecastFault('bad-saved', 'a tree of another shape');
  const thresholds = savedFinite(second, columns.length);
  return { depth, columns, thresholds, leaves: savedFinite(third, columns.length + 1) };
}
