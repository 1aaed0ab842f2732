import { expect, test } from 'vitest';
import { drift } from './drift.ts';
import { load, seriesOf } from './promises-inputs.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { withoutOutliers } from './without-outliers.ts';

test('a series without outliers is forecast as if nothing was wrapped', () => {
  const series = seriesOf(load(10));

  expect(withoutOutliers(drift()).fit(series).predict(9)).toEqual(drift().fit(series).predict(9));
});

test('a spike is not said again a season later', () => {
  const values = load(10);
  const clean = seasonalNaive().fit(seriesOf(values)).predict(24);

  const { mean } = withoutOutliers(seasonalNaive())
    .fit(seriesOf(values.with(230, 1e12)))
    .predict(24);

  mean.forEach((value, lead) => {
    expect(Math.abs(value - (clean.mean[lead] as number))).toBeLessThan(20);
  });
});

test('a later sample beyond all measure is missing, and one of another level is believed', () => {
  const [spiked, missing, risen] = [1, 2, 3].map(() => withoutOutliers(drift()).fit(seriesOf(load(10))));

  spiked?.update?.(1e12);
  missing?.update?.(Number.NaN);
  risen?.update?.(900);

  expect(spiked?.predict(3)).toEqual(missing?.predict(3));
  expect(risen?.predict(1).mean[0]).toBeGreaterThan(890);
});

test('the first samples after zeros are believed', () => {
  const fitted = withoutOutliers(drift()).fit(seriesOf(new Float64Array(48)));

  fitted.update?.(20);

  expect(fitted.predict(1).mean[0]).toBeGreaterThan(19);
});
