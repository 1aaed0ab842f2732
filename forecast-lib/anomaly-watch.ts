import { anomalyScore, anomalySigmas } from './anomaly.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Fitted, Json, Model, SavedFitted } from './model.ts';

/** What was thought of one sample. */
export interface Judged {
  readonly value: number;
  /** What was expected, before the sample was known. */
  readonly expected: number;
  /** `anomalySigmas` and `anomalyScore` of the sample; NaN where it is missing. */
  readonly sigmas: number;
  readonly score: number;
}

export interface AnomalyWatchOptions {
  /** Samples further off than this many deviations are kept from the model at first: 6 unless told. */
  readonly doubtSigmas?: number;
  /** After so many doubted samples in a row the model is given the next: the level has changed. 3 unless told. */
  readonly doubtSteps?: number;
}

/** Judges samples as they come, each by the band of the step before. It is JSON after `save`. */
export interface AnomalyWatch {
  take(value: number): Judged;
  save(): { readonly [key: string]: Json };
}

/**
 * Watches what comes after a fit. It takes the Fitted over and updates it; a doubted sample reaches the model as missing,
 * so that a spike does not bend what is expected next. The cost of a sample is a one-step forecast and an update.
 *
 * @throws ForecastFault `no-update` if the model cannot be updated; `bad-option`
 */
export function anomalyWatch(fitted: Fitted, options: AnomalyWatchOptions = {}): AnomalyWatch {
  return watchFrom(fitted, 0, options);
}

/**
 * Goes on with what a watch saved.
 *
 * @param model the one that the watch's Fitted came from
 * @throws ForecastFault `bad-saved`, `no-update`, `bad-option`
 */
export function restoreAnomalyWatch(model: Model, saved: Json, options: AnomalyWatchOptions = {}): AnomalyWatch {
  const { fitted, doubted } = (saved ?? {}) as { readonly [key: string]: Json | undefined };
  if (!(typeof doubted === 'number' && doubted >= 0)) throw new ForecastFault('bad-saved', 'doubted');
  if (typeof fitted !== 'object' || fitted === null) throw new ForecastFault('bad-saved', 'fitted');
  return watchFrom(model.restore(fitted as unknown as SavedFitted), doubted, options);
}

function watchFrom(fitted: Fitted, doubtedBefore: number, options: AnomalyWatchOptions): AnomalyWatch {
  const { doubtSigmas = 6, doubtSteps = 3 } = options;
  if (!(doubtSigmas > 0)) throw new ForecastFault('bad-option', `doubtSigmas ${doubtSigmas}, must be above 0`);
  if (!(doubtSteps >= 0)) throw new ForecastFault('bad-option', `doubtSteps ${doubtSteps}, must be at least 0`);
  if (fitted.update === undefined) throw new ForecastFault('no-update', fitted.model);
  let doubted = doubtedBefore;
  return {
    take(value) {
      const forecast = fitted.predict(1);
      const sigmas = anomalySigmas(forecast, value);
      const isDoubted = Math.abs(sigmas) > doubtSigmas && doubted < doubtSteps;
      if (!Number.isNaN(value)) doubted = Math.abs(sigmas) > doubtSigmas ? doubted + 1 : 0;
      fitted.update?.(isDoubted ? Number.NaN : value);
      return { value, expected: forecast.mean[0] as number, sigmas, score: anomalyScore(forecast, value) };
    },
    save() {
      const { model, version, state } = fitted.save();
      return { doubted, fitted: { model, version, state } };
    },
  };
}
