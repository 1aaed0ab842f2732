import { arima } from './arima.ts';
import { autoArima } from './arima-auto.ts';
import { croston } from './croston.ts';
import { directRidge } from './direct-ridge.ts';
import { drift } from './drift.ts';
import { ensemble } from './ensemble.ts';
import { ets } from './ets.ts';
import { ForecastFault } from './forecast-fault.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { gru } from './gru.ts';
import { harmonicRegression } from './harmonic-regression.ts';
import { holt } from './holt.ts';
import { holtWinters } from './holt-winters.ts';
import { lastValue } from './last-value.ts';
import type { Fitted, Model, SavedFitted } from './model.ts';
import { mstl } from './mstl.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { seasonalProfile } from './seasonal-profile.ts';
import { simpleSmoothing } from './ses.ts';
import { theta } from './theta.ts';

export * from './arima.ts';
export * from './arima-auto.ts';
export type { ArimaOrders } from './arima-orders.ts';
export * from './croston.ts';
export * from './ets.ts';
export type { EtsCode } from './ets-forms.ts';
export * from './features.ts';
export * from './gradient-boosting.ts';
export type { BoostingFitted, FeatureImportance } from './gradient-boosting-state.ts';
export * from './gru.ts';
export * from './harmonic-regression.ts';
export * from './holidays.ts';
export * from './holt.ts';
export * from './holt-winters.ts';
export * from './mstl.ts';
export * from './multiple-stl.ts';
export * from './seasonal-profile.ts';
export * from './series-window.ts';
export * from './ses.ts';
export * from './stl.ts';
export * from './theta.ts';

/**
 * Every model by its name, with its defaults. It is a door of its own, beside the main
 * one: this table brings all of them, four times the code.
 */
export const MODELS: Readonly<Record<string, () => Model>> = {
  ensemble,
  'last-value': lastValue,
  drift,
  'seasonal-naive': seasonalNaive,
  'weekly-naive': () => seasonalNaive({ period: 'week' }),
  'seasonal-profile': seasonalProfile,
  ses: simpleSmoothing,
  holt,
  'holt-damped': () => holt({ damped: true }),
  'holt-winters': holtWinters,
  'holt-winters-damped': () => holtWinters({ damped: true }),
  'holt-winters-multiplicative': () => holtWinters({ seasonal: 'multiplicative' }),
  'holt-winters-multiplicative-damped': () => holtWinters({ seasonal: 'multiplicative', damped: true }),
  ets,
  theta,
  croston: () => croston({ variant: 'croston' }),
  'croston-sba': croston,
  'croston-tsb': () => croston({ variant: 'tsb' }),
  arima,
  'auto-arima': autoArima,
  mstl,
  'harmonic-regression': harmonicRegression,
  'direct-ridge': directRidge,
  'gradient-boosting': gradientBoosting,
  gru,
};

/**
 * @throws ForecastFault `unknown-model`, with the names there are
 * @example
 * modelNamed('theta').name // => 'theta'
 */
export function modelNamed(name: string): Model {
  const make = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (make === undefined)
    throw new ForecastFault('unknown-model', `"${name}", there are ${Object.keys(MODELS).join(', ')}`);
  return make();
}

/**
 * Goes on with what a Fitted of any model saved, perhaps on another machine.
 *
 * @throws ForecastFault `unknown-model`, `bad-saved`
 */
export function restoreFitted(saved: SavedFitted): Fitted {
  return modelNamed(`${saved?.model}`).restore(saved);
}
