import { expect, test } from 'vitest';
import { autoArima } from './arima-auto.ts';
import { orderName } from './arima-orders.ts';
import { seasonalStrength, seasonNeedsDifference } from './arima-seasonal-strength.ts';
import { differencesNeeded, levelStatistic } from './arima-unit-root.ts';
import type { Series } from './series.ts';
import truth from './truth/arima.json' with { type: 'json' };
import tolerances from './truth/arima-tolerance.json' with { type: 'json' };

const SERIES = truth.series as unknown as Readonly<Record<string, { period: number; values: (number | null)[] }>>;

function seriesOf(name: string): { series: Series; period: number } {
  const { period, values } = SERIES[name] as { period: number; values: (number | null)[] };
  const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
  return { series: { values: numbers, stepSeconds: 1, startAt: 0 }, period };
}

/** The table's row: at most so much, and what was measured when it was written. */
function within(what: string, measured: number): void {
  const row = tolerances.find((one) => one.what === what);
  expect(row, what).toBeDefined();
  expect(measured, what).toBeLessThanOrEqual(Number.parseFloat(row?.tolerance ?? 'NaN'));
}

test.each(truth.level.map((told) => [told.series, told] as const))('%s wanders as much as R says', (name, told) => {
  const { values } = seriesOf(name).series;

  within('KPSS statistic', Math.abs(levelStatistic(values) - told.statistic));
  expect(differencesNeeded(values, 2)).toBe(told.differences);
});

test.each(truth.strength.map((told) => [told.series, told] as const))(
  'the season of %s is as strong as in R',
  (name, told) => {
    const { series, period } = seriesOf(name);

    within('Seasonal strength', Math.abs(seasonalStrength(series.values, period) - told.strength));
    expect(Number(seasonNeedsDifference(series.values, period))).toBe(told.differences);
  },
);

test.each(truth.automatic.map((told) => [told.series, told] as const))(
  'orders chosen for %s are as good as those of R, or differ as the table says',
  (name, told) => {
    const { series, period } = seriesOf(name);
    const theirs = orderName({ ...told, period });

    const { summary } = autoArima({ period }).fit(series);

    const ours = orderName(summary.orders);
    const which = ours === theirs ? ', the orders of R' : ` on ${name}, ${theirs} in R and ${ours} here`;
    within(`Automatic ARIMA${which}: AICc above that of R`, summary.aicc - told.aicc);
    expect([summary.orders.d, summary.orders.seasonalD]).toEqual([told.d, told.seasonalD]);
  },
);
