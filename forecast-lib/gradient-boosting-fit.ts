import { type Boosted, type BoostingOptions, boost, boostedValue } from './gradient-boosting-learner.ts';
import type { BoostingState } from './gradient-boosting-state.ts';
import { heldBackBands, type Misses } from './held-back-bands.ts';
import { keptSamples, type LeadLesson, leadLesson, lessonRows } from './lead-lesson.ts';
import { seededRandom } from './random.ts';
import type { Series } from './series.ts';
import type { TrainingRows } from './training-rows.ts';

/** How gradient boosting learns. */
export interface BoostingSettings {
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly bins: number;
  readonly rows: number;
  readonly seed: number;
  readonly period: number | undefined;
}

/** @throws ForecastFault `too-short` */
export function fitBoosting(series: Series, settings: BoostingSettings): BoostingState {
  const lesson = leadLesson(series, settings.period);
  const { clean, features, groups, floor, held } = lesson;
  const { boosted, misses } = learn(lesson, settings);
  return {
    clean: clean.shorter(keptSamples(clean.window.period)),
    features,
    groups,
    boosted,
    bands: heldBackBands(misses, groups, held),
    floor,
  };
}

/** For each group: a trial without what is held back, which tells how many trees and what it misses; then all rows. */
function learn(lesson: LeadLesson, { rows, seed, ...shape }: BoostingSettings): { boosted: Boosted[]; misses: Misses } {
  const { clean, features, groups, linear, first, held } = lesson;
  const { length } = clean.window;
  const split = features.map((_, column) => column);
  const misses: Misses = { leads: [], values: [] };
  const boosted = groups.map((group, index) => {
    const options: BoostingOptions = { ...shape, linear, split, random: seededRandom(seed + index) };
    const late = lessonRows(lesson, group, length - held, length, rows >> 1);
    const trial = boost(lessonRows(lesson, group, first, length - held, rows >> 1), options, late);
    addMisses(misses, trial, late);
    return boost(lessonRows(lesson, group, first, length, rows), { ...options, trees: trial.trees.length });
  });
  return { boosted, misses };
}

function addMisses({ leads, values }: Misses, trial: Boosted, rows: TrainingRows): void {
  const { count, columns, matrix, target, lead } = rows;
  for (let row = 0; row < count; row++) {
    const ahead = lead[row] as number;
    const expected = boostedValue(trial, matrix.subarray(row * columns, (row + 1) * columns), ahead);
    leads.push(ahead);
    values.push((target[row] as number) - expected);
  }
}
