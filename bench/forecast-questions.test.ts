import { expect, test } from 'vitest';
import { parseSeries } from '#forecast-lib';
import { questionsOf } from './forecast-questions.ts';

const HOURS = 24 * 80;
const values = Array.from({ length: HOURS }, (_, hour) => (hour === HOURS - 25 ? null : hour));
const questions = questionsOf({ name: 'web', class: 'core', series: parseSeries({ values, stepSeconds: 3_600 }) });

test('a series becomes eight questions, the last a day before its end', () => {
  const last = questions.at(-1);

  expect(questions.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((origin) => `web/${origin}`));
  expect(last?.values.slice(-2)).toEqual([HOURS - 26, null]);
  expect(last).toMatchObject({ horizon: 24, freq_seconds: 3_600, quantiles: [0.05, 0.1, 0.5, 0.9, 0.95] });
});

test('a question holds 56 days before its origin, and says when they began', () => {
  const first = questions[0];
  const origin = HOURS - 24 - 7 * 27;

  expect(first?.values).toHaveLength(56 * 24);
  expect(first?.start).toBe((origin - 56 * 24) * 3_600);
  expect(first?.values[0]).toBe(origin - 56 * 24);
});
