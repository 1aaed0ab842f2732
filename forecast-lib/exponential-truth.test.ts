import { expect, test } from 'vitest';
import { croston } from './croston.ts';
import { drift } from './drift.ts';
import { ets, selectEts } from './ets.ts';
import { etsForms } from './ets-forms.ts';
import type { Forecast } from './forecast.ts';
import { lastValue } from './last-value.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { SmoothingFilter, type SmoothingForm } from './smoothing-filter.ts';
import { fitSmoothing, type SmoothingFit, smoothingFit } from './smoothing-fit.ts';
import { smoothingForecast } from './smoothing-leads.ts';
import { smoothingState } from './smoothing-state.ts';
import { theta } from './theta.ts';
import truth from './truth/exponential.json' with { type: 'json' };
import tolerances from './truth/exponential-tolerance.json' with { type: 'json' };

/** What R wrote; each model fills some of it. */
interface Told {
  readonly model: string;
  readonly series: string;
  readonly mean?: readonly number[];
  readonly lower80?: readonly number[];
  readonly upper80?: readonly number[];
  readonly lower95?: readonly number[];
  readonly upper95?: readonly number[];
  readonly form?: string;
  readonly damped?: boolean;
  readonly parameters?: readonly number[];
  readonly loglik?: number;
  readonly aicc?: number;
  readonly variance?: number;
  readonly squares?: number;
  readonly fitted?: readonly number[];
  readonly alpha?: number;
  readonly drift?: number;
  readonly croston?: number;
  readonly sba?: number;
  readonly tsb?: number;
}

const cases: readonly Told[] = truth.cases;
const rows: Readonly<Record<string, { readonly period: number; readonly values: readonly number[] }>> = truth.series;
/** R's lower 95 and 80, upper 80 and 95. */
const LEVELS = [0.025, 0.1, 0.9, 0.975];

function seriesOf(told: Told) {
  const { period, values } = rows[told.series] ?? { period: 1, values: [] };
  return { series: { values: Float64Array.from(values), stepSeconds: 7, startAt: 0 }, period };
}

/** The largest difference, as a share of the root mean square of what R told. */
function apart(found: ArrayLike<number>, told: readonly number[] = [], skip?: (index: number) => boolean): number {
  const size = Math.sqrt(told.reduce((sum, value) => sum + value * value, 0) / told.length);
  const differences = told.map((value, index) => (skip?.(index) ? 0 : Math.abs((found[index] ?? Number.NaN) - value)));
  return Math.max(...differences) / size;
}

function limitsApart({ quantiles }: Forecast, told: Told, skip?: (lead: number) => boolean): number {
  const limits = [told.lower95, told.lower80, told.upper80, told.upper95];
  return Math.max(...quantiles.map((quantile, index) => apart(quantile, limits[index], skip)));
}

/** The worst of all cases is within the row of the table with these words. */
function within(what: string, differences: readonly number[]): void {
  const row = tolerances.find((tolerance) => tolerance.what === what);
  expect(differences.length, what).toBeGreaterThan(0);
  expect(Math.max(...differences), what).toBeLessThanOrEqual(Number.parseFloat(row?.tolerance ?? ''));
}

const formOf = ({ form = '', damped = false }: Told): SmoothingForm => ({
  relative: form[0] === 'M',
  trend: form[1] === 'N' ? 'none' : damped ? 'damped' : 'linear',
  season: form[2] === 'N' ? 'none' : form[2] === 'A' ? 'additive' : 'multiplicative',
});

/** Our recursion with R's parameters and R's states at the start. */
function atTold(told: Told) {
  const { series, period } = seriesOf(told);
  const form = formOf(told);
  const seasonal = form.season !== 'none';
  const parameters = Float64Array.from(told.parameters ?? []);
  const length = seasonal ? period : 1;
  const filter = new SmoothingFilter(series.values, length, form.season === 'multiplicative', form.relative);
  filter.run(parameters);
  const fitted = series.values.map((value, index) => value - (filter.errors[index] ?? Number.NaN));
  const fit = smoothingFit(series.values, form, length, parameters);
  if (fit === undefined) throw new Error(`${told.model} on ${told.series} cannot run`);
  const forecast = smoothingForecast(smoothingState(series, fit), told.mean?.length ?? 1, LEVELS);
  return { told, series, form, length, fitted, fit, forecast };
}

type Smoothed = ReturnType<typeof atTold>;
const smoothed = cases.filter(({ form }) => form !== undefined).map(atTold);
const at = (fit: SmoothingFit | undefined) => fit?.logLikelihood ?? Number.NEGATIVE_INFINITY;

test('R’s parameters give R’s fitted values, likelihoods, criteria and variances', () => {
  within(
    'Smoothing with R’s parameters: fitted values',
    smoothed.map(({ fitted, told }) => apart(fitted, told.fitted)),
  );
  within(
    'Smoothing with R’s parameters: log likelihood',
    smoothed.map(({ fit, told }) => Math.abs(fit.logLikelihood - (told.loglik ?? 0))),
  );
  within(
    'Smoothing with R’s parameters: AICc',
    smoothed.map(({ fit, told }) => Math.abs(fit.aicc - (told.aicc ?? 0))),
  );
  within(
    'Smoothing with R’s parameters: variance',
    smoothed.map(({ fit, told }) => apart([fit.variance], [told.variance ?? 0])),
  );
});

/** R 8.20 fades the slope one step late in the forecasts, not in the fit, of damped forms with a multiplicative season. */
const fadesLate = ({ form }: Smoothed) => form.season === 'multiplicative' && form.trend === 'damped';
/** R 8.20 widens the bands of additive seasons without a trend one lead early. */
const widensEarly = ({ form }: Smoothed) => form.season === 'additive' && form.trend === 'none';

test('R’s parameters give R’s forecasts and limits', () => {
  const same = smoothed.filter((one) => !fadesLate(one));
  const factors = same.filter(({ form }) => form.season === 'multiplicative');
  const others = same.filter(({ form }) => form.season !== 'multiplicative');
  const skip = (one: Smoothed) => (widensEarly(one) ? (lead: number) => lead >= one.length - 1 : undefined);

  within(
    'Smoothing with R’s parameters: means',
    same.map(({ forecast, told }) => apart(forecast.mean, told.mean)),
  );
  within(
    'Smoothing with R’s parameters: limits',
    others.map((one) => limitsApart(one.forecast, one.told, skip(one))),
  );
  within(
    'Smoothing with R’s parameters: limits with a multiplicative season',
    factors.map(({ forecast, told }) => limitsApart(forecast, told)),
  );
});

test('our search is never worse than R’s', () => {
  const [byLikelihood, bySquares] = [false, true].map((squares) =>
    smoothed.filter(({ told }) => told.model.includes('winters-mult') === squares),
  );
  const likelihood = (byLikelihood ?? []).map(
    ({ told, series, form, length }) => (told.loglik ?? 0) - at(fitSmoothing(series.values, form, length)),
  );
  const squares = (bySquares ?? []).map(({ told, series, form, length }) => {
    const fit = fitSmoothing(series.values, form, length, true);
    const filter = new SmoothingFilter(series.values, length, true, false);
    filter.run(fit?.parameters ?? new Float64Array());
    return filter.score.squares / (told.squares ?? 0) - 1;
  });

  within('Smoothing: log likelihood that R’s search is better by', likelihood);
  within('Holt-Winters, multiplicative: share of squared errors that R’s search is better by', squares);
});

test('the choice of ETS has no worse a criterion than R’s', () => {
  const chosen = smoothed.filter(({ told }) => told.model === 'ets');

  const worse = chosen.map(
    ({ told, series }) => selectEts(series.values, etsForms('ZZZ'), seriesOf(told).period).aicc - (told.aicc ?? 0),
  );

  within('ETS: AICc that R’s choice is better by', worse);
});

test('where the best is one, parameters and forecasts are R’s', () => {
  const simple = cases.filter(({ model }) => model === 'ses');
  const forms = smoothed.filter(
    ({ told, form }) => told.model === 'ets' && form.trend === 'none' && form.season === 'none',
  );

  const alphas = simple.map((told) =>
    Math.abs(
      (fitSmoothing(seriesOf(told).series.values, formOf(told), 1)?.parameters[0] ?? 0) - (told.parameters?.[0] ?? 0),
    ),
  );
  const forecasts = forms.map(({ told, series }) => limitsApart(ets().fit(series).predict(30, LEVELS), told));

  within('SES: alpha', alphas);
  within('ETS on series without trend or season: limits', forecasts);
});

test('the naive models are R’s', () => {
  for (const [name, what] of [
    ['last-value', 'Last value: limits'],
    ['drift', 'Drift: limits'],
    ['seasonal-naive', 'Seasonal naive: limits'],
  ] as const) {
    const told = cases.filter(({ model }) => model === name);
    const found = told.map((one) => {
      const { series, period } = seriesOf(one);
      const model = { 'last-value': lastValue, drift, 'seasonal-naive': () => seasonalNaive({ period }) }[name]();
      return limitsApart(model.fit(series).predict(one.mean?.length ?? 1, LEVELS), one);
    });
    within(what, found);
  }
});

test('theta is R’s but for its bands, which have the season that R’s have not', () => {
  const told = cases.filter(({ model }) => model === 'theta');
  const found = told.map((one) => {
    const { series, period } = seriesOf(one);
    const fitted = theta(period > 1 ? { period } : {}).fit(series);
    return {
      one,
      period,
      forecast: fitted.predict(30, LEVELS),
      state: fitted.save().state as { readonly [key: string]: number },
    };
  });

  within(
    'Theta: means',
    found.map(({ forecast, one }) => apart(forecast.mean, one.mean)),
  );
  within(
    'Theta: limits without a season',
    found.filter(({ period }) => period === 1).map(({ forecast, one }) => limitsApart(forecast, one)),
  );
  within(
    'Theta: variance',
    found.map(({ state, one }) => apart([state.variance ?? 0], [one.variance ?? 0])),
  );
});

test('Croston’s method and its variants are what R and the papers say', () => {
  const told = cases.filter(({ model }) => model === 'croston');
  const found = told.flatMap((one) =>
    (['croston', 'sba', 'tsb'] as const).map((variant) => {
      const model = croston({ variant, alpha: one.alpha ?? 0 });
      return apart(model.fit(seriesOf(one).series).predict(1).mean, [one[variant] ?? 0]);
    }),
  );

  within('Croston, SBA, TSB: means', found);
});
