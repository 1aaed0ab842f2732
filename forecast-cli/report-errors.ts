import type { Fold } from '#forecast-lib';
import { sayValue } from './backtest-table.ts';
import { sayDuration } from './duration.ts';
import { escapeHtml, htmlTable } from './html.ts';
import { plotHtml } from './plot.ts';
import { numberTicks, type Tick } from './plot-ticks.ts';
import type { Trial } from './trial.ts';

const MOST_GROUPS = 48;
const COLOURS = 8;

/** How the error of each model grows with the lead: a line a model, and the same as a table. */
export function errorsByLead(trials: readonly Trial[], stepSeconds: number): string {
  const horizon = trials[0]?.folds[0]?.forecast.mean.length ?? 0;
  const size = Math.ceil(horizon / MOST_GROUPS);
  const groups = Math.ceil(horizon / size);
  const ends = Array.from({ length: groups }, (_, group) => Math.min(horizon, (group + 1) * size));
  const errors = trials.map(({ folds }) => meanErrors(folds, size, groups));
  const high = Math.max(...errors.flat().filter(Number.isFinite), 0) * 1.05 || 1;
  const plot = plotHtml({
    id: 'errors',
    title: 'Mean absolute error by lead',
    description: 'The same numbers stand in the table below the plot.',
    x: [0, horizon],
    y: [0, high],
    xTicks: leadTicks(horizon, stepSeconds),
    yTicks: numberTicks(0, high, 5),
    layers: errors.map((y, index) => ({
      kind: 'line',
      style: lineStyle(index),
      x: ends.map((end) => end - Math.min(size, end) / 2),
      y,
    })),
  });
  const keys = trials.map(({ model }, index) => {
    return `<li><svg viewBox="0 0 28 12" aria-hidden="true"><path class="${lineStyle(index)}" d="M2 6H26"/></svg>${escapeHtml(model)}</li>`;
  });
  const rows = ends.map((end, group) => [
    sayDuration(end * stepSeconds),
    ...errors.map((values) => sayValue(values[group])),
  ]);
  return `<figure>
${plot}
<ul class="key">${keys.join('')}</ul>
<figcaption>Mean absolute error, in the unit of the series, of forecasts so far ahead.</figcaption>
</figure>
<details><summary>The numbers of this plot</summary>
${htmlTable('Mean absolute error up to each lead, from the one before', ['lead', ...trials.map(({ model }) => model)], rows)}
</details>`;
}

/** Colours come round after eight models; the dashes then differ, so that no two lines are alike. */
function lineStyle(index: number): string {
  return `m${index % COLOURS} dash${Math.floor(index / COLOURS) % 3}`;
}

function meanErrors(folds: readonly Fold[], size: number, groups: number): number[] {
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  for (const { forecast, actual } of folds) {
    for (const [lead, value] of actual.entries()) {
      if (Number.isNaN(value)) continue;
      const group = Math.floor(lead / size);
      sums[group] = (sums[group] ?? 0) + Math.abs(value - (forecast.mean[lead] ?? 0));
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return Array.from(sums, (sum, group) => sum / (counts[group] || Number.NaN));
}

const UNITS = [1, 60, 3_600, 86_400] as const;

/** Round leads in the largest unit of which the horizon has at least three. */
function leadTicks(horizon: number, stepSeconds: number): Tick[] {
  const seconds = horizon * stepSeconds;
  const unit = UNITS.findLast((size) => seconds >= 3 * size) ?? 1;
  const steps = [1, 2, 3, 6, 12, 24, 48, 96, 192].find((count) => seconds / unit / count <= 6) ?? seconds / unit / 6;
  const ticks: Tick[] = [];
  for (let at = 0; at <= seconds; at += steps * unit) {
    ticks.push({ at: at / stepSeconds, label: at === 0 ? 'now' : sayDuration(at) });
  }
  return ticks;
}
