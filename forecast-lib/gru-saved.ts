import { CleanWindow } from './clean-window.ts';
import { ForecastFault } from './forecast-fault.ts';
import { type GruState, gruShape } from './gru-forecast.ts';
import { gruWeights } from './gru-network.ts';
import { restoreBands, saveBands } from './held-back-bands.ts';
import { leadGroups } from './lead-group.ts';
import { restoreStart, saveStart } from './linear-start-saved.ts';
import type { SavedFitted } from './model.ts';
import { savedFeatures, savedFields, savedFinite, savedList, savedWhole } from './saved-fields.ts';
import { saveNumbers } from './saved-numbers.ts';

/** The name of the model. */
export const GRU = 'gru';
const VERSION = 1;

export function saveGru(state: GruState): SavedFitted {
  const { clean, features, groups, starts, trust, hidden, weights, bands, floor } = state;
  return {
    model: GRU,
    version: VERSION,
    state: {
      clean: clean.save(),
      features: features.map(({ name }) => name),
      reach: groups[groups.length - 1]?.to ?? 0,
      starts: starts.map(saveStart),
      trust: saveNumbers(trust),
      hidden,
      weights: saveNumbers(weights),
      bands: saveBands(bands),
      floor,
    },
  };
}

/** @throws ForecastFault `bad-saved` */
export function restoreGru(saved: SavedFitted): GruState {
  if (saved?.model !== GRU || saved.version !== VERSION)
    throw new ForecastFault('bad-saved', `${saved?.model} version ${saved?.version}`);
  const state = savedFields(saved.state);
  const features = savedFeatures(state.features);
  const reach = savedWhole(state.reach, 1, 1e6);
  const groups = leadGroups(reach);
  const starts = savedList(state.starts).map((one) => restoreStart(one, features.length));
  if (starts.length !== groups.length) throw new ForecastFault('bad-saved', `${starts.length} groups of leads`);
  const hidden = savedWhole(state.hidden, 1, 128);
  return {
    clean: CleanWindow.restore(state.clean),
    features,
    groups,
    starts,
    trust: savedFinite(state.trust, groups.length),
    hidden,
    weights: savedFinite(state.weights, gruWeights(gruShape(hidden, reach))),
    bands: restoreBands(state.bands),
    floor: savedFinite([state.floor ?? null], 1)[0] as number,
  };
}
