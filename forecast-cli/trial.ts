import { setImmediate as afterEvents } from 'node:timers/promises';
import {
  type BacktestOptions,
  backtest,
  type Fitted,
  type Fold,
  ForecastFault,
  type Model,
  type Series,
} from '#forecast-lib';

/** What one model did at every origin. */
export interface Trial {
  readonly model: string;
  readonly folds: Fold[];
  /** Milliseconds of each fit, and of each forecast. */
  readonly fitMs: number[];
  readonly predictMs: number[];
  /** Origins where the model could not, and the reference's forecast counts for it. */
  fallbacks: number;
  /** Why it could not, the last time. */
  fault: string;
}

export interface TrialWatch {
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** Told before each fit, and at the end. */
  readonly progress: (done: number, of: number, model: string) => void;
}

/**
 * Tries all models on the past, origin by origin, so that what is known at any time is known of all. Ends early when the
 * signal says so, with the origins that all models have seen.
 *
 * @param models the first is the reference: where another cannot, the reference's forecast counts for it
 * @throws ForecastFault `too-short` where the series is too short for any origin, or for the reference
 */
export async function tryModels(
  series: Series,
  models: readonly Model[],
  options: BacktestOptions,
  { clock, signal, progress }: TrialWatch,
): Promise<Trial[]> {
  const trials: Trial[] = models.map(({ name }) => {
    return { model: name, folds: [], fitMs: [], predictMs: [], fallbacks: 0, fault: '' };
  });
  const runs = models.map((model, index) => {
    return backtest(series, timed(model, models[0] ?? model, trials[index] as Trial, clock), options);
  });
  let origins = options.origins ?? 8;
  for (let fold = 0; fold < origins && !signal.aborted; fold++) {
    for (const [index, run] of runs.entries()) {
      const trial = trials[index] as Trial;
      progress(fold * runs.length + index, origins * runs.length, trial.model);
      await afterEvents();
      if (signal.aborted) break;
      const next = run.next();
      if (next.done) break;
      trial.folds.push(next.value);
      origins = next.value.of;
    }
  }
  progress(origins * runs.length, origins * runs.length, '');
  const complete = Math.min(...trials.map(({ folds }) => folds.length));
  for (const trial of trials) trial.folds.length = complete;
  return trials;
}

/** The model with a watch on it, and with the reference for where it cannot. */
function timed(model: Model, reference: Model, trial: Trial, clock: () => number): Model {
  const attempt = <Result>(times: number[], work: () => Result): Result => {
    const start = clock();
    const result = work();
    times.push(clock() - start);
    return result;
  };
  const fallBack = (error: unknown, series: Series) => {
    if (model === reference) throw error;
    trial.fallbacks++;
    trial.fault = error instanceof ForecastFault ? error.message : String(error);
    return reference.fit(series);
  };
  const watched = (fitted: Fitted, series: Series): Fitted => ({
    model: fitted.model,
    save: () => fitted.save(),
    predict(horizon, levels) {
      try {
        return attempt(trial.predictMs, () => fitted.predict(horizon, levels));
      } catch (error) {
        return fallBack(error, series).predict(horizon, levels);
      }
    },
  });
  return {
    name: model.name,
    restore: (saved) => model.restore(saved),
    fit(series) {
      try {
        return watched(
          attempt(trial.fitMs, () => model.fit(series)),
          series,
        );
      } catch (error) {
        return fallBack(error, series);
      }
    },
  };
}
