import { type Fold, quantileOf, type Series, timeAt } from '#forecast-lib';
import { sayPercent, sayValue } from './backtest-table.ts';
import { escapeHtml, htmlTable } from './html.ts';
import { type Layer, plotHtml, thinned } from './plot.ts';
import { numberTicks, sayTime, timeTicks } from './plot-ticks.ts';

type Range = readonly [low: number, high: number];

/** The newest origin, large: some history, what was forecast with its bands, and what then happened. */
export function newestFold(series: Series, model: string, fold: Fold, id: string): string {
  const before = Math.min(fold.origin, fold.forecast.mean.length);
  const title = `${model} from ${sayTime(timeAt(series, fold.origin))}`;
  const caption = `Solid: what happened. Blue: the forecast of ${model}, with the bands that hold 80 and 90 percent of what comes if they are right. Dashed: the origin; nothing after it was known. ${sayFold(fold)}. Times are UTC.`;
  return `<figure>
${foldPlot({ series, fold, id, title, before, y: valueRange(series, [fold], before) })}
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
<details><summary>The numbers of this plot</summary>
${foldNumbers(fold, title)}
</details>`;
}

/** All origins, small and to one scale. */
export function allFolds(series: Series, model: string, folds: readonly Fold[], id: string): string {
  const y = valueRange(series, folds, 0);
  const figures = folds.map((fold, index) => {
    const origin = sayTime(timeAt(series, fold.origin));
    const title = `${model} from ${origin}`;
    return `<figure><h4>${escapeHtml(origin)}</h4>
${foldPlot({ series, fold, id: `${id}-${index}`, title, before: 0, y, small: true })}
<figcaption>${escapeHtml(sayFold(fold))}</figcaption></figure>`;
  });
  return `<div class="folds">\n${figures.join('\n')}\n</div>`;
}

interface FoldView {
  readonly series: Series;
  readonly fold: Fold;
  readonly id: string;
  readonly title: string;
  /** Samples of history that are shown. */
  readonly before: number;
  readonly y: Range;
  readonly small?: boolean;
}

function foldPlot({ series, fold, id, title, before, y, small = false }: FoldView): string {
  const { origin, forecast } = fold;
  const times = (from: number, count: number) => Array.from({ length: count }, (_, at) => timeAt(series, from + at));
  const ahead = times(origin, forecast.mean.length);
  const x: Range = [timeAt(series, origin - before), ahead.at(-1) ?? 0];
  const shown = series.values.subarray(origin - before, origin + forecast.mean.length);
  const band = (style: string, low: number, high: number): Layer => {
    return { kind: 'band', style, x: ahead, low: quantileOf(forecast, low), high: quantileOf(forecast, high) };
  };
  const layers: Layer[] = [
    band('band90', 0.05, 0.95),
    band('band80', 0.1, 0.9),
    ...(before > 0 ? [{ kind: 'mark', style: 'now', at: timeAt(series, origin) } as const] : []),
    { kind: 'line', style: 'forecast', x: ahead, y: forecast.mean },
    { kind: 'line', style: 'actual', x: times(origin - before, shown.length), y: shown },
  ];
  const xTicks = timeTicks(x[0], x[1], small ? 3 : 5);
  const yTicks = numberTicks(y[0], y[1], small ? 3 : 5);
  return plotHtml({ id, title, description: sayFold(fold), x, y, xTicks, yTicks, layers, small });
}

/**
 * What the plots show of the values: all that happened and was forecast, of the bands no more than as much again on
 * either side; from 0 where that is near.
 */
function valueRange(series: Series, folds: readonly Fold[], before: number): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const widen = (values: Float64Array, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY) => {
    for (const value of values) {
      if (value < low) low = Math.max(least, value);
      if (value > high) high = Math.min(most, value);
    }
  };
  for (const { origin, actual, forecast } of folds) {
    widen(series.values.subarray(origin - before, origin));
    widen(actual);
    widen(forecast.mean);
  }
  const [least, most] = [2 * low - high, 2 * high - low];
  for (const { forecast } of folds) for (const values of forecast.quantiles) widen(values, least, most);
  if (!(high > low)) return [low - 1, low + 1];
  const nearZero = low >= 0 && low < 0.4 * high;
  return [nearZero ? 0 : low - (high - low) * 0.04, high + (high - low) * 0.04];
}

/** How near this forecast came, in a sentence. */
function sayFold({ forecast, actual }: Fold): string {
  const [low, high] = [quantileOf(forecast, 0.05), quantileOf(forecast, 0.95)];
  let [known, error, size, inside] = [0, 0, 0, 0];
  for (const [lead, value] of actual.entries()) {
    if (Number.isNaN(value)) continue;
    known++;
    error += Math.abs(value - (forecast.mean[lead] ?? 0));
    size += Math.abs(value);
    if (value >= (low[lead] ?? 0) && value <= (high[lead] ?? 0)) inside++;
  }
  if (known === 0) return 'Nothing was measured here';
  const share = size > 0 ? ` (${sayPercent(error / size)} of the values)` : '';
  return `Mean error ${sayValue(error / known)}${share}; ${sayPercent(inside / known)} inside the 90 % band`;
}

const MOST_ROWS = 300;

function foldNumbers({ forecast, actual }: Fold, title: string): string {
  const rows = thinned(forecast.mean, MOST_ROWS).map((lead) => [
    sayTime(forecast.startAt + lead * forecast.stepSeconds * 1000),
    sayValue(actual[lead]),
    sayValue(forecast.mean[lead]),
    ...forecast.quantiles.map((values) => sayValue(values[lead])),
  ]);
  const some = rows.length < forecast.mean.length ? ` (${rows.length} of ${forecast.mean.length} steps)` : '';
  const head = ['time (UTC)', 'actual', 'mean', ...forecast.levels.map((level) => `q${level}`)];
  return htmlTable(`${title}${some}`, head, rows);
}
