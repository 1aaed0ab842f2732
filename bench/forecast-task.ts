import {
  backtest,
  type Fold,
  type Forecast,
  type Model,
  measureAccuracy,
  type Series,
  stepsPerDay,
} from '#forecast-lib';
import type { Ask, Forecaster } from './forecaster.ts';

const DAY_SECONDS = 86_400;
const LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95];
const WEIGHED = [0.5, 0.9, 0.95];
const ORIGINS = 8;
const SPACING_SECONDS = 27 * 3_600;

/** How far ahead errors are read, in seconds. */
export const LEADS = [
  { name: '15 min', seconds: 900 },
  { name: '1 h', seconds: 3_600 },
  { name: '24 h', seconds: DAY_SECONDS },
] as const;

/** The errors of one model on one series up to one lead, over all origins. */
export interface LeadErrors {
  readonly lead: string;
  readonly mae: number;
  readonly wql: number;
  readonly mase: number;
  /** Share of samples at or below the quantiles of 0.05, 0.1, 0.5, 0.9 and 0.95. */
  readonly coverage: readonly number[];
}

export interface TaskErrors {
  readonly leads: readonly LeadErrors[];
  /** Milliseconds of each fit with its forecast. */
  readonly ms: readonly number[];
  /** Origins where the model could not, and the reference's forecast counts for it. */
  readonly fallbacks: number;
}

/**
 * What forecasters do on one series: 24 hours from 8 origins 27 hours apart (nearer where the series is short), after 28
 * days at most (56 where a step is longer than ten minutes). Origins of whose day less than half is known are left out.
 *
 * @param forecasters the first is the reference
 */
export function runTask(series: Series, forecasters: readonly Forecaster[]): TaskErrors[] {
  const [reference] = forecasters;
  if (reference === undefined) return [];
  const options = taskOptions(series);
  return forecasters.map((forecaster) => {
    const ms: number[] = [];
    let fallbacks = 0;
    const watched = listener((history, origin) => {
      try {
        const timed = forecaster.forecast(history, origin, options);
        if (!Number.isNaN(timed.ms)) ms.push(timed.ms);
        return timed.forecast;
      } catch (error) {
        if (forecaster === reference) throw error;
        fallbacks++;
        return reference.forecast(history, origin, options).forecast;
      }
    });
    const folds = [...backtest(series, watched, options)];
    return { leads: measureLeads(folds.filter(halfKnown), series.stepSeconds), ms, fallbacks };
  });
}

/** What a forecaster sees at each origin, and what it is asked for. */
export function taskQuestions(series: Series): { readonly histories: readonly Series[]; readonly ask: Ask } {
  const options = taskOptions(series);
  const histories: Series[] = [];
  const collecting = listener((history) => {
    histories.push(history);
    return { startAt: 0, stepSeconds: 1, mean: new Float64Array(), levels: [], quantiles: [] };
  });
  for (const _ of backtest(series, collecting, options));
  return { histories, ask: options };
}

/** A model for the backtest that asks at each origin, and keeps nothing. */
function listener(answer: (history: Series, origin: number) => Forecast): Model {
  let origins = 0;
  const unsaved = () => {
    throw new Error('What listens to a backtest cannot be saved');
  };
  return {
    name: 'listener',
    restore: unsaved,
    fit(history) {
      const forecast = answer(history, origins++);
      return { model: 'listener', predict: () => forecast, save: unsaved };
    },
  };
}

function taskOptions({ values: { length }, stepSeconds }: Series) {
  const day = stepsPerDay(stepSeconds);
  if (day === 0) throw new Error(`A step of ${stepSeconds} s does not divide a day`);
  const shortestHistory = Math.min(14 * day, Math.max(6 * day, Math.floor(length / 2)));
  const room = Math.floor((length - day - shortestHistory) / (ORIGINS - 1));
  const spacing = Math.max(1, Math.min(Math.round(SPACING_SECONDS / stepSeconds), room));
  const longestHistory = (stepSeconds <= 600 ? 28 : 56) * day;
  return { horizon: day, origins: ORIGINS, spacing, shortestHistory, longestHistory, levels: LEVELS };
}

function halfKnown({ actual }: Fold): boolean {
  return 2 * actual.filter((value) => !Number.isNaN(value)).length >= actual.length;
}

function measureLeads(folds: readonly Fold[], stepSeconds: number): LeadErrors[] {
  return LEADS.filter(({ seconds }) => seconds >= stepSeconds).map(({ name, seconds }) => {
    const steps = Math.floor(seconds / stepSeconds);
    const outcomes = folds.map((fold) => ({ ...fold, actual: fold.actual.subarray(0, steps) }));
    const { mae, mase, coverage } = measureAccuracy(outcomes, LEVELS);
    return { lead: name, mae, wql: measureAccuracy(outcomes, WEIGHED).wql, mase, coverage };
  });
}
