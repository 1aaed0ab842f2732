import { sayMilliseconds, sayNumber, sayPercent } from './backtest-table.ts';
import { escapeHtml } from './html.ts';
import { LEVELS, type ModelScore } from './trial-score.ts';

/** The scores of all models: two rows of headings, the leads above what is read at them. */
export function scoreTable(scores: readonly ModelScore[]): string {
  const leads = scores[0]?.leads ?? [];
  const over = leads.map(({ lead }) => `<th scope="colgroup" colspan="2">${escapeHtml(lead.name)}</th>`);
  const under = leads.map(() => '<th scope="col">relMAE</th><th scope="col">relWQL</th>');
  const whole = `<th scope="colgroup" colspan="${LEVELS.length + 1}">over the horizon</th>`;
  const covered = LEVELS.map((level) => `<th scope="col">≤ q${level}</th>`);
  const rows = scores.map(({ model, leads: own, fitMs, predictMs }) => {
    const cells = own.flatMap(({ relMae, relWql }, lead) => [
      relativeCell(
        relMae,
        scores.map((score) => score.leads[lead]?.relMae),
      ),
      relativeCell(
        relWql,
        scores.map((score) => score.leads[lead]?.relWql),
      ),
    ]);
    const last = own.at(-1);
    const coverage = LEVELS.map((_, level) => `<td>${sayPercent(last?.coverage[level])}</td>`);
    const times = `<td>${sayMilliseconds(fitMs)}</td><td>${sayMilliseconds(predictMs)}</td>`;
    return `<tr><th scope="row">${escapeHtml(model)}</th>${cells.join('')}<td>${sayNumber(last?.mase, 2)}</td>${coverage.join('')}${times}</tr>`;
  });
  const reference = escapeHtml(scores[0]?.model ?? '');
  return `<p class="quiet">relMAE and relWQL are the mean absolute error and the weighted quantile loss as shares of those of ${reference}: below 1 is better. MASE is the error as a share of the usual change from day to day. ≤ q0.9 is the share of values at or below the quantile of 0.9, which is 90 % where the bands are right. Times are medians.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Scores"><table>
<caption class="hidden">Scores of each model</caption>
<thead><tr><td></td>${over.join('')}${whole}<th scope="colgroup" colspan="2">milliseconds</th></tr>
<tr><th scope="col">model</th>${under.join('')}<th scope="col">MASE</th>${covered.join('')}<th scope="col">fit</th><th scope="col">forecast</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function relativeCell(value: number, all: ReadonlyArray<number | undefined>): string {
  const best = Math.min(...(all.filter((other) => other !== undefined && Number.isFinite(other)) as number[]));
  const tone = value > 1.0005 ? ' class="worse"' : value === best && value < 1 ? ' class="best"' : '';
  return `<td${tone}>${sayNumber(value, 3)}</td>`;
}
