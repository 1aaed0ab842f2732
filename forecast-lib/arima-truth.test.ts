import { expect, test } from 'vitest';
import { arima } from './arima.ts';
import { estimateArima } from './arima-estimate.ts';
import type { ArimaFitted, ArimaSummary } from './arima-fitted.ts';
import { arimaHistory } from './arima-history.ts';
import type { Series } from './series.ts';
import truth from './truth/arima.json' with { type: 'json' };
import tolerances from './truth/arima-tolerance.json' with { type: 'json' };

/** What R told of one model. */
interface Told {
  readonly series: string;
  readonly order: [number, number, number];
  readonly seasonal: [number, number, number];
  readonly drift: boolean;
  readonly method: string;
  readonly coefficients: number[];
  readonly variance: number;
  readonly logLikelihood: number;
  readonly aicc: number | null;
  readonly mean: number[];
  readonly lower80: number[];
  readonly upper80: number[];
  readonly lower95: number[];
  readonly upper95: number[];
}

const TOLD = truth.named as unknown as readonly Told[];
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

const apart = (ours: ArrayLike<number>, theirs: readonly number[], size: (index: number) => number): number =>
  Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] as number)) / size(index)));

const coefficientsOf = ({ ar, ma, seasonalAr, seasonalMa, orders, constant }: ArimaSummary): number[] => [
  ...ar,
  ...ma,
  ...seasonalAr,
  ...seasonalMa,
  ...(orders.withConstant ? [constant] : []),
];

const fits = new Map<Told, ArimaFitted>();

/** What is fitted here to what R was given, once. */
function fitted(told: Told): ArimaFitted {
  const before = fits.get(told);
  if (before) return before;
  const { series, period } = seriesOf(told.series);
  const { order, seasonal, drift } = told;
  const fit = arima({ order, seasonal, ...(period > 1 && { period }), ...(drift && { drift }) }).fit(series);
  fits.set(told, fit);
  return fit;
}

const nameOf = ({ series, order, seasonal }: Told) => `${series} (${order})(${seasonal})`;
/** Its likelihood has several tops of nearly one height: only the height can be compared. */
const SEVERAL_TOPS = 'wineind';
const exact = TOLD.filter(({ method }) => method !== 'CSS').map((told) => [nameOf(told), told] as const);
const single = exact.filter(([, { series }]) => series !== SEVERAL_TOPS);

test.each(exact)('%s is at least as likely as in R', (_, told) => {
  const { summary } = fitted(told);

  within('ARIMA: log likelihood below that of R', told.logLikelihood - summary.logLikelihood);
  within('ARIMA: AICc above that of R', summary.aicc - (told.aicc as number));
});

test.each(single)('%s has the coefficients and the variance of R', (_, told) => {
  const { summary } = fitted(told);

  const theirs = told.coefficients;
  const coefficients = apart(coefficientsOf(summary), theirs, (index) =>
    Math.max(1, Math.abs(theirs[index] as number)),
  );
  within('ARIMA: coefficients', coefficients);
  within('ARIMA: variance of the innovations', Math.abs(summary.variance / told.variance - 1));
});

test.each(single)('%s has the forecast and the limits of R', (_, told) => {
  const { mean, quantiles } = fitted(told).predict(24, [0.025, 0.1, 0.9, 0.975]);

  const deviation = (lead: number) => ((told.upper95[lead] as number) - (told.mean[lead] as number)) / 1.96;
  within('ARIMA: mean of 24 leads', apart(mean, told.mean, deviation));
  const limits = [told.lower95, told.lower80, told.upper80, told.upper95].map((limit, index) =>
    apart(quantiles[index] as Float64Array, limit, deviation),
  );
  const kind = told.series.startsWith('gappy') ? ', over gaps' : '';
  within(`ARIMA: limits of 80 and 95 % for 24 leads${kind}`, Math.max(...limits));
});

test.each(TOLD.filter(({ method }) => method === 'CSS').map((told) => [nameOf(told), told] as const))(
  '%s has the coefficients of R by conditional sum of squares',
  (_, told) => {
    const { series } = seriesOf(told.series);
    const [p, d, q] = told.order;
    const none = { seasonalP: 0, seasonalD: 0, seasonalQ: 0, period: 1 };
    const orders = { p, d, q, ...none, withConstant: d === 0 };

    const { ar, ma, constant } = estimateArima(arimaHistory(series.values, orders), orders, 'css');

    const ours = [...ar, ...ma, ...(d === 0 ? [constant] : [])];
    const size = (index: number) => Math.max(1, Math.abs(told.coefficients[index] as number));
    within('ARIMA by CSS: coefficients', apart(ours, told.coefficients, size));
  },
);
