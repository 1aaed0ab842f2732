import { geometricMean, mean, median } from 'simple-statistics';
import { modelNamed } from '#forecast-lib/models';
import type { DataSeries } from './forecast-data.ts';
import { REFERENCE } from './forecast-reference.ts';
import { LEADS, type LeadErrors, runTask, type TaskErrors } from './forecast-task.ts';
import { type Forecaster, forecasterOf } from './forecaster.ts';

/** A model on all series of a class, up to a lead. Relative errors are geometric means over the series. */
export interface AccuracyRow {
  readonly model: string;
  readonly class: string;
  readonly lead: string;
  readonly series: number;
  /** Mean absolute error and weighted quantile loss as shares of those of seasonal naive. */
  readonly relMae: number;
  readonly relWql: number;
  readonly mase: number;
  /** Mean share of samples at or below the quantiles of 0.05, 0.1, 0.5, 0.9 and 0.95. */
  readonly coverage: readonly number[];
  /** The series where the error is greatest as a share of the better of last value and seasonal naive. */
  readonly worst: { readonly series: string; readonly share: number };
  /** Median milliseconds of a fit with its forecast, null where nobody measured them. */
  readonly ms: number | null;
  /** Origins where the model could not, and seasonal naive counts for it. */
  readonly fallbacks: number;
}

/** What is known of one series: the errors of seasonal naive, last value and then each model. */
export interface SeriesErrors {
  readonly name: string;
  readonly class: string;
  readonly errors: readonly TaskErrors[];
}

/** The first is the reference. */
const NAIVE = [REFERENCE, forecasterOf(modelNamed('last-value'))];

/** Runs the naive models and these forecasters on one series. */
export function measureSeries(data: DataSeries, forecasters: readonly Forecaster[]): SeriesErrors {
  return { name: data.name, class: data.class, errors: runTask(data.series, [...NAIVE, ...forecasters]) };
}

/** The rows of all models by class and lead. */
export function summarise(measured: readonly SeriesErrors[], models: readonly string[]): AccuracyRow[] {
  const classes = [...new Set(measured.map((one) => one.class))];
  return models.flatMap((model, index) => {
    return classes.flatMap((kind) => {
      const own = measured.filter((one) => one.class === kind);
      return LEADS.flatMap(({ name }) => summariseLead(own, { model, class: kind, lead: name }, NAIVE.length + index));
    });
  });
}

interface Compared {
  readonly name: string;
  readonly own: LeadErrors;
  readonly seasonal: LeadErrors;
  readonly last: LeadErrors;
}

type RowName = Pick<AccuracyRow, 'model' | 'class' | 'lead'>;

function summariseLead(measured: readonly SeriesErrors[], row: RowName, index: number): AccuracyRow[] {
  const at = (task: TaskErrors | undefined) => task?.leads.find(({ lead }) => lead === row.lead);
  const compared: Compared[] = measured.flatMap(({ name, errors }) => {
    const [seasonal, last, own] = [at(errors[0]), at(errors[1]), at(errors[index])];
    return own && seasonal && last && own.mae >= 0 ? [{ name, own, seasonal, last }] : [];
  });
  if (compared.length === 0) return [];
  const shares = compared.map(({ name, own, seasonal, last }) => {
    return { series: name, share: share(own.mae, Math.min(seasonal.mae, last.mae)) };
  });
  const tasks = measured.map(({ errors }) => errors[index]);
  const times = tasks.flatMap((task) => task?.ms ?? []);
  return [
    {
      ...row,
      series: compared.length,
      relMae: geometricMean(compared.map(({ own, seasonal }) => share(own.mae, seasonal.mae))),
      relWql: geometricMean(compared.map(({ own, seasonal }) => share(own.wql, seasonal.wql))),
      mase: mean(compared.map(({ own }) => own.mase)),
      coverage: (compared[0]?.own.coverage ?? []).map((_, level) => {
        return mean(compared.map(({ own }) => own.coverage[level] ?? Number.NaN));
      }),
      worst: shares.reduce((one, other) => (other.share > one.share ? other : one)),
      ms: times.length === 0 ? null : median(times),
      fallbacks: tasks.reduce((sum, task) => sum + (task?.fallbacks ?? 0), 0),
    },
  ];
}

/** Neither may be nothing: a geometric mean has no room for it. */
function share(error: number, reference: number): number {
  return Math.max(1e-6, error) / Math.max(1e-6, reference);
}
