import type { DataSeries } from './forecast-data.ts';
import { taskQuestions } from './forecast-task.ts';

/** One task, as `npm run -s forecast` and any other forecaster of that protocol reads it from a line. */
export interface Question {
  /** `SERIES/ORIGIN`, origins from 0. */
  readonly id: string;
  readonly freq_seconds: number;
  /** Unix seconds of the first value. */
  readonly start: number;
  /** What was before the origin; null is missing. */
  readonly values: readonly (number | null)[];
  /** Steps. */
  readonly horizon: number;
  readonly quantiles: readonly number[];
}

/** The tasks of a series, in the order in which they are scored. */
export function questionsOf({ name, series }: DataSeries): Question[] {
  const { histories, ask } = taskQuestions(series);
  return histories.map(({ values, stepSeconds, startAt }, origin) => ({
    id: questionId(name, origin),
    freq_seconds: stepSeconds,
    start: startAt / 1000,
    values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    horizon: ask.horizon,
    quantiles: ask.levels,
  }));
}

export function questionId(series: string, origin: number): string {
  return `${series}/${origin}`;
}
