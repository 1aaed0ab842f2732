import { median } from 'simple-statistics';
import { type Accuracy, measureAccuracy } from '#forecast-lib';
import type { Lead } from './lead.ts';
import type { Trial } from './trial.ts';

/** Levels that are forecast: bands of 80 and 90 percent around the median. */
export const LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95] as const;
/** Levels whose losses are weighed: the middle, and the top that capacity is planned for. */
const WEIGHED = [0.5, 0.9, 0.95];

/** How near a model came, up to one lead. Relative errors are shares of the reference's. */
export interface LeadScore {
  readonly lead: Lead;
  readonly relMae: number;
  readonly relWql: number;
  readonly mase: number;
  /** Share of samples at or below the quantile of each of LEVELS. */
  readonly coverage: readonly number[];
  readonly mae: number;
  readonly wql: number;
}

export interface ModelScore {
  readonly model: string;
  readonly leads: readonly LeadScore[];
  /** Medians. */
  readonly fitMs: number;
  readonly predictMs: number;
  readonly fallbacks: number;
  readonly fault: string;
}

/**
 * The scores of all trials against the first, at each lead.
 *
 * @param trials of the same origins
 */
export function scoreTrials(trials: readonly Trial[], leads: readonly Lead[]): ModelScore[] {
  const reference = leads.map(({ steps }) => measureUpTo(trials[0], steps));
  return trials.map((trial) => ({
    model: trial.model,
    leads: leads.map((lead, index) => scoreLead(lead, measureUpTo(trial, lead.steps), reference[index])),
    fitMs: medianOf(trial.fitMs),
    predictMs: medianOf(trial.predictMs),
    fallbacks: trial.fallbacks,
    fault: trial.fault,
  }));
}

interface Measured {
  readonly all: Accuracy;
  readonly wql: number;
}

function measureUpTo(trial: Trial | undefined, steps: number): Measured {
  const outcomes = (trial?.folds ?? []).map(({ forecast, actual, scale }) => {
    return { forecast, actual: actual.subarray(0, steps), scale };
  });
  return { all: measureAccuracy(outcomes, LEVELS), wql: measureAccuracy(outcomes, WEIGHED).wql };
}

function scoreLead(lead: Lead, { all, wql }: Measured, reference: Measured | undefined): LeadScore {
  const relMae = ratio(all.mae, reference?.all.mae ?? Number.NaN);
  const relWql = ratio(wql, reference?.wql ?? Number.NaN);
  return { lead, relMae, relWql, mase: all.mase, coverage: all.coverage, mae: all.mae, wql };
}

/**
 * One error as a share of another; two of nothing are equal.
 *
 * @example
 * ratio(1, 2) // => 0.5
 * ratio(0, 0) // => 1
 */
export function ratio(error: number, reference: number): number {
  return error === 0 && reference === 0 ? 1 : error / reference;
}

function medianOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? Number.NaN : median([...numbers]);
}
