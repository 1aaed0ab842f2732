import type { ArimaEstimate } from './arima-estimate.ts';
import type { ArimaMethod } from './arima-fit.ts';
import { type ArimaStanding, arimaLeads, arimaParts, arimaStep } from './arima-forecast.ts';
import type { ArimaOrders } from './arima-orders.ts';
import { restoreArima, saveArima } from './arima-saved.ts';
import { checkHorizon } from './forecast.ts';
import type { Fitted, SavedFitted } from './model.ts';
import { normalForecast } from './normal-forecast.ts';

/** What was fitted, for people and for tests. */
export interface ArimaSummary {
  readonly orders: ArimaOrders;
  readonly method: ArimaMethod;
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  readonly seasonalAr: Float64Array;
  readonly seasonalMa: Float64Array;
  /** The mean, or the drift a step; 0 for none. */
  readonly constant: number;
  readonly variance: number;
  readonly logLikelihood: number;
  readonly aicc: number;
}

/** A fitted ARIMA model. */
export interface ArimaFitted extends Fitted {
  readonly summary: ArimaSummary;
  update(value: number): void;
}

/** Where a fitted model stands, and when. */
export interface ArimaKept extends ArimaStanding {
  readonly method: ArimaMethod;
  readonly logLikelihood: number;
  readonly aicc: number;
  readonly stepSeconds: number;
  /** When the next sample is due, in epoch milliseconds. */
  nextAt: number;
}

/** A fitted model from an estimate. */
export function arimaFitted(
  model: string,
  estimate: ArimaEstimate,
  clock: { stepSeconds: number; nextAt: number },
  missed: number,
): ArimaFitted {
  const { place: _, ...kept } = estimate;
  return fittedFrom(model, { ...kept, ...clock, missed });
}

/** @throws ForecastFault `bad-saved` */
export function arimaRestored(model: string, saved: SavedFitted): ArimaFitted {
  return fittedFrom(model, restoreArima(model, saved));
}

function fittedFrom(model: string, kept: ArimaKept): ArimaFitted {
  const parts = arimaParts(kept);
  const { orders, method, ar, ma, seasonalAr, seasonalMa, variance, logLikelihood, aicc } = kept;
  const constant = kept.constant / (orders.seasonalD > 0 ? orders.period : 1);
  return {
    model,
    summary: { orders, method, ar, ma, seasonalAr, seasonalMa, constant, variance, logLikelihood, aicc },
    predict(horizon, levels) {
      const leads = arimaLeads(kept, parts, checkHorizon(horizon));
      return normalForecast({ startAt: kept.nextAt, stepSeconds: kept.stepSeconds, ...leads }, levels);
    },
    update(value) {
      arimaStep(kept, parts, value);
      kept.nextAt += kept.stepSeconds * 1000;
    },
    save: () => saveArima(model, kept),
  };
}
