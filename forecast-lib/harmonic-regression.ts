import { type BusinessEvent, checkEvents } from './business-event.ts';
import { ForecastFault } from './forecast-fault.ts';
import {
  fitHarmonic,
  HARMONIC_BLANK,
  type HarmonicState,
  harmonicForecast,
  holdsHarmonic,
  stepHarmonic,
} from './harmonic-state.ts';
import { checkHolidays, type Holiday } from './holidays.ts';
import type { Model } from './model.ts';
import { planMarks } from './regression-terms.ts';
import { type Series, stepsPerDay } from './series.ts';
import { stateModel } from './state-model.ts';

export interface HarmonicRegressionOptions {
  /** Steps in each season; a day, a week and a year of the clock unless told. Those that do not fit twice are left out. */
  readonly periods?: readonly number[];
  /** Harmonics of each period, at most half its steps; 12, 30 and 4 unless told. */
  readonly harmonics?: readonly number[];
  /** Places at which the trend may turn, at most 100; 10 unless told. 0 is a straight line through the levels as they are. */
  readonly changepoints?: number;
  readonly holidays?: readonly Holiday[];
  /** Past and future ones; events of one kind share a coefficient. What they are believed to lift is not used. */
  readonly events?: readonly BusinessEvent[];
  /** How far the clock by which a holiday begins is ahead of UTC; 0 unless told. */
  readonly utcOffsetMinutes?: number;
  /** Order of the autoregression of the errors, at most 48; 3 unless told. */
  readonly autoregression?: number;
  /** Whether coefficients are held towards 0; true unless told. */
  readonly penalised?: boolean;
}

const DAYS_OF_YEAR = 365.25;
const MOST_KNOTS = 100;
const MOST_ORDER = 48;

/**
 * Dynamic harmonic regression: a trend that may turn at some places (Taylor and Letham, Forecasting at Scale, 2018,
 * section 3.1), Fourier terms for each season, holidays and events, by penalised least squares, with autoregressive
 * errors (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2021, section 10.5), which an update carries
 * on. Outliers are taken off first, and history is moved to the present level. Bands are quantiles of what was missed by
 * at each lead, widened by turns of the trend yet to come. Cost: length times the square of the number of terms.
 */
export function harmonicRegression(options: HarmonicRegressionOptions = {}): Model {
  checkOptions(options);
  const { holidays = [], events = [], utcOffsetMinutes = 0 } = options;
  const { changepoints = 10, autoregression = 3, penalised = true } = options;
  const marks = planMarks(checkHolidays(holidays), checkEvents(events));
  return stateModel<HarmonicState>({
    name: 'harmonic-regression',
    blank: HARMONIC_BLANK,
    fit: (series) =>
      fitHarmonic(series, {
        ...marks,
        ...seasonsOf(series, options),
        changepoints,
        autoregression,
        penalised,
        utcOffsetMinutes,
      }),
    predict: harmonicForecast,
    step: stepHarmonic,
    holds: holdsHarmonic,
  });
}

function seasonsOf(
  { values, stepSeconds }: Series,
  { periods, harmonics }: HarmonicRegressionOptions,
): { periods: number[]; harmonics: number[] } {
  const day = stepsPerDay(stepSeconds);
  const year = (DAYS_OF_YEAR * 86_400) / stepSeconds;
  const counts = harmonics ?? (periods === undefined ? [12, 30, 4] : periods.map(() => 12));
  const seasons = (periods ?? [day, 7 * day, year])
    .map((period, at) => ({ period, count: Math.min(counts[at] ?? 0, Math.floor(period / 2)) }))
    .filter(({ period }) => period >= 2 && values.length >= 2 * period);
  return { periods: seasons.map(({ period }) => period), harmonics: seasons.map(({ count }) => count) };
}

function checkOptions({
  periods,
  harmonics,
  changepoints,
  autoregression,
  utcOffsetMinutes,
}: HarmonicRegressionOptions): void {
  const refuse = (found: string): never => {
    throw new ForecastFault('bad-option', found);
  };
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
  for (const period of periods ?? []) if (!(Number.isFinite(period) && period >= 2)) refuse(`period is ${period}`);
  if (harmonics && harmonics.length !== (periods ?? [0, 0, 0]).length) refuse('harmonics must be one for each period');
  for (const count of harmonics ?? []) if (!isCount(count, 1_000)) refuse(`harmonics is ${count}`);
  if (!isCount(changepoints ?? 0, MOST_KNOTS)) refuse(`changepoints is ${changepoints}`);
  if (!isCount(autoregression ?? 0, MOST_ORDER)) refuse(`autoregression is ${autoregression}`);
  if (!Number.isFinite(utcOffsetMinutes ?? 0)) refuse(`utcOffsetMinutes is ${utcOffsetMinutes}`);
}
