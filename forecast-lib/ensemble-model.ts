import { fitEnsemble } from './ensemble-fit.ts';
import type { NaiveMember } from './ensemble-members.ts';
import { predictEnsemble } from './ensemble-predict.ts';
import { restoreEnsemble, saveEnsemble } from './ensemble-saved.ts';
import type { EnsembleState } from './ensemble-state.ts';
import { updateEnsemble } from './ensemble-update.ts';
import { checkHorizon, checkLevels, DEFAULT_LEVELS } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import { lastValue } from './last-value.ts';
import type { Fitted, Model, SavedFitted } from './model.ts';
import { checkSeason } from './season-length.ts';

export interface EnsembleOptions {
  /** Steps in a season: a day unless told. */
  readonly period?: number;
  /** The farthest lead that is learnt, in steps: two seasons unless told. Beyond it the last season goes on. */
  readonly reach?: number;
}

const VERSION = 1;
/** A number past it has no square, and no variance. */
const LARGEST = 1e100;

/**
 * Two ridges blended with members that need no fit, as a Model; the last value below 30 samples, and for a constant.
 *
 * @throws ForecastFault `bad-option`
 */
export function ensembleModel(name: string, naive: readonly NaiveMember[], { period, reach }: EnsembleOptions): Model {
  checkSeason(period);
  if (reach !== undefined && !(Number.isInteger(reach) && reach >= 1 && reach <= 100_000))
    throw new ForecastFault('bad-option', `a reach of ${reach} steps`);
  return {
    name,
    fit(series) {
      for (const value of series.values) checkSize(value);
      const state = fitEnsemble(series, naive, period, reach);
      return state ? fittedEnsemble(name, state) : underName(name, lastValue().fit(series));
    },
    restore(saved) {
      if (saved?.model !== name || saved.version !== VERSION)
        throw new ForecastFault('bad-saved', `${saved?.model} ${saved?.version}, ${name} ${VERSION} was expected`);
      const simple = (saved.state as { readonly simple?: SavedFitted } | null)?.simple;
      if (simple) return underName(name, lastValue().restore(simple));
      return fittedEnsemble(name, restoreEnsemble(saved.state, naive));
    },
  };
}

function checkSize(value: number): void {
  if (Math.abs(value) > LARGEST) throw new ForecastFault('bad-value', `${value}, at most ${LARGEST} can be squared`);
}

function fittedEnsemble(name: string, state: EnsembleState): Fitted {
  return {
    model: name,
    predict: (horizon, levels = DEFAULT_LEVELS) => predictEnsemble(state, checkHorizon(horizon), checkLevels(levels)),
    update(value) {
      checkSize(value);
      updateEnsemble(state, value);
    },
    save: () => ({ model: name, version: VERSION, state: saveEnsemble(state) }),
  };
}

/** The last value under another name. */
function underName(name: string, simple: Fitted): Fitted {
  return {
    model: name,
    predict: (horizon, levels) => simple.predict(horizon, levels),
    update: (value) => simple.update?.(value),
    save: () => ({ model: name, version: VERSION, state: { simple: { ...simple.save() } } }),
  };
}
