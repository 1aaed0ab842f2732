import { checkHorizon, checkLevels, DEFAULT_LEVELS, type Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Fitted, Json, Model, SavedFitted } from './model.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';
import { type Series, timeAt } from './series.ts';

/** All that a fitted model knows: plain numbers and rows of numbers, and when the next sample is due. */
export interface ModelState {
  /** In epoch milliseconds. */
  nextAt: number;
  stepSeconds: number;
}

/** A model as three functions of a state; saving, restoring and the clock are the same for all. */
export interface StateModel<State extends ModelState> {
  readonly name: string;
  /** A state with all fields a state of this model has: what a saved one is checked against. */
  readonly blank: State;
  fit(series: Series): State;
  /** @param levels checked and rising */
  predict(state: State, horizon: number, levels: readonly number[]): Forecast;
  /** Takes one sample, NaN if missing, into the state. The clock is not its business. */
  step(state: State, value: number): void;
  /** Whether a saved state is one that `predict` and `step` can take. */
  holds?(state: State): boolean;
}

const VERSION = 1;

/** When the sample after the last is due. */
export function clockAfter(series: Series): ModelState {
  return { nextAt: timeAt(series, series.values.length), stepSeconds: series.stepSeconds };
}

/**
 * Makes a Model of a state and what is done with it.
 *
 * Its `fit` and `update` throw ForecastFault `bad-value` for a number too large to be squared.
 */
export function stateModel<State extends ModelState>(model: StateModel<State>): Model {
  return {
    name: model.name,
    fit(series) {
      for (const value of series.values) checkSize(value);
      return fitted(model, model.fit(series));
    },
    restore: (saved) => fitted(model, restoreState(model, saved)),
  };
}

function fitted<State extends ModelState>(model: StateModel<State>, state: State): Fitted {
  return {
    model: model.name,
    predict: (horizon, levels = DEFAULT_LEVELS) => model.predict(state, checkHorizon(horizon), checkLevels(levels)),
    update(value) {
      checkSize(value);
      model.step(state, value);
      state.nextAt += state.stepSeconds * 1000;
    },
    save: () => ({ model: model.name, version: VERSION, state: saveState(state) }),
  };
}

/** A number past it has no square, and no variance. */
const LARGEST = 1e100;

function checkSize(value: number): void {
  if (Math.abs(value) > LARGEST) throw new ForecastFault('bad-value', `${value}, at most ${LARGEST} can be squared`);
}

function saveState(state: ModelState): Json {
  const entries = Object.entries(state) as [string, number | Float64Array][];
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === 'number' ? (saveNumbers([value])[0] ?? null) : saveNumbers(value),
    ]),
  );
}

function restoreState<State extends ModelState>(model: StateModel<State>, saved: SavedFitted): State {
  if (saved?.model !== model.name || saved.version !== VERSION)
    throw new ForecastFault('bad-saved', `${saved?.model} ${saved?.version}, ${model.name} ${VERSION} was expected`);
  const from = saved.state;
  if (from === null || typeof from !== 'object') throw new ForecastFault('bad-saved', 'a state was expected');
  const fields = from as { readonly [key: string]: Json };
  const state = Object.fromEntries(
    Object.entries(model.blank).map(([key, value]) => [
      key,
      typeof value === 'number' ? restoreNumbers([fields[key] ?? 'nothing'])[0] : restoreNumbers(fields[key]),
    ]),
  ) as unknown as State;
  if (!(Number.isFinite(state.nextAt) && state.stepSeconds > 0 && (model.holds?.(state) ?? true)))
    throw new ForecastFault('bad-saved', `a state that ${model.name} cannot have`);
  return state;
}
