import type { Series } from '#forecast-lib';
import { saySetting, scoreNotes, type TrialSetting } from './backtest-table.ts';
import { escapeHtml } from './html.ts';
import { errorsByLead } from './report-errors.ts';
import { allFolds, newestFold } from './report-folds.ts';
import { scoreTable } from './report-scores.ts';
import { REPORT_STYLE } from './report-style.ts';
import type { Trial } from './trial.ts';
import type { ModelScore } from './trial-score.ts';

export interface ReportInput {
  readonly series: Series;
  readonly setting: TrialSetting;
  /** Of the same origins, the reference first. */
  readonly trials: readonly Trial[];
  readonly scores: readonly ModelScore[];
}

/** The report as one HTML document that needs nothing else: no script, no network. */
export function reportHtml({ series, setting, trials, scores }: ReportInput): string {
  const best = bestModel(scores);
  const ordered = [...trials].sort((one, other) => Number(other.model === best) - Number(one.model === best));
  const [first, ...others] = ordered.map((trial, index) => foldSections(series, trial, `m${index}`));
  const notes = scoreNotes(scores, setting).map((note) => `<p class="note">${escapeHtml(note)}</p>`);
  const more = others.map((section, index) => {
    return `<details><summary>${escapeHtml(ordered[index + 1]?.model ?? '')}</summary>\n${section}\n</details>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Backtest of ${escapeHtml(setting.file)}</title>
<style>
${REPORT_STYLE}
</style>
</head>
<body>
<main>
<h1>Backtest of ${escapeHtml(setting.file)}</h1>
<p class="quiet">${escapeHtml(saySetting(setting))}</p>
${notes.join('\n')}
<h2>How near each model came</h2>
${scoreTable(scores)}
<h2>Error by lead</h2>
${errorsByLead(trials, series.stepSeconds)}
<h2>Forecasts of ${escapeHtml(ordered[0]?.model ?? '')}</h2>
${first}
${others.length > 0 ? '<h2>Forecasts of the other models</h2>' : ''}
${more.join('\n')}
</main>
</body>
</html>
`;
}

/** The least relative WQL over the horizon; the reference where none has one. */
function bestModel(scores: readonly ModelScore[]): string {
  const loss = (score: ModelScore) => score.leads.at(-1)?.relWql ?? Number.NaN;
  const known = scores.filter((score) => Number.isFinite(loss(score)));
  const [best] = known.sort((one, other) => loss(one) - loss(other));
  return (best ?? scores[0])?.model ?? '';
}

function foldSections(series: Series, { model, folds }: Trial, id: string): string {
  const newest = folds.at(-1);
  if (newest === undefined) return '';
  return `${newestFold(series, model, newest, `${id}-newest`)}
<h3>Every origin of ${escapeHtml(model)}</h3>
${allFolds(series, model, folds, id)}`;
}
