import { expect, test } from 'vitest';
import { parseSeries } from '#forecast-lib';
import { modelNamed } from '#forecast-lib/models';
import { measureSeries, type SeriesErrors, summarise } from './forecast-accuracy.ts';
import type { TaskErrors } from './forecast-task.ts';
import { forecasterOf } from './forecaster.ts';

function task(mae: number, wql = mae): TaskErrors {
  const leads = ['15 min', '1 h', '24 h'].map((lead) => ({ lead, mae, wql, mase: mae, coverage: [0, 0, 0.5, 0.9, 1] }));
  return { leads, ms: [mae], fallbacks: 1 };
}

/** Errors of seasonal naive, of the last value and of the model. */
function series(name: string, seasonal: number, last: number, own: number): SeriesErrors {
  return { name, class: 'core', errors: [task(seasonal), task(last), task(own)] };
}

test('shares of the reference are averaged as shares, and the worst series is told apart', () => {
  const measured = [series('a', 4, 2, 1), series('b', 1, 8, 4)];

  const [row] = summarise(measured, ['ensemble']);

  expect(row?.relMae).toBeCloseTo(1, 12);
  expect(row).toMatchObject({ lead: '15 min', series: 2, worst: { series: 'b', share: 4 }, fallbacks: 2, ms: 2.5 });
});

test('each class has rows of its own', () => {
  const measured = [series('a', 1, 1, 1), { ...series('b', 1, 1, 0.5), class: 'stress' }];

  const rows = summarise(measured, ['ensemble']);

  expect(rows.map((row) => `${row.class} ${row.lead} ${row.relWql}`)).toEqual([
    ...['core 15 min 1', 'core 1 h 1', 'core 24 h 1'],
    ...['stress 15 min 0.5', 'stress 1 h 0.5', 'stress 24 h 0.5'],
  ]);
});

test('a day that repeats is forecast without error by what says so, from eight origins', () => {
  const values = Array.from({ length: 24 * 40 }, (_, hour) => (hour % 24) ** 2);
  const hourly = parseSeries({ values, stepSeconds: 3_600 });

  const { errors } = measureSeries({ name: 'squares', class: 'core', series: hourly }, [
    forecasterOf(modelNamed('seasonal-naive')),
  ]);

  const [seasonal, last, own] = errors;
  expect(own?.leads.map(({ lead, mae }) => [lead, mae])).toEqual([
    ['1 h', 0],
    ['24 h', 0],
  ]);
  expect(own?.ms).toHaveLength(8);
  expect(seasonal?.leads).toEqual(own?.leads);
  expect(last?.leads[1]?.mae).toBeGreaterThan(0);
});
