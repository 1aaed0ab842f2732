import { escapeHtml, htmlTable, REPORT_STYLE } from '#forecast-cli';
import { paretoNames, paretoSvg } from './score-plot.ts';
import { sayDifference } from './score-table.ts';
import { MEASURES, type MeasureName, type PolicyScore, type ScoredRun } from './scores.ts';
import type { Trace } from './trace.ts';

export interface Scoreboard {
  readonly scores: readonly PolicyScore[];
  readonly runs: readonly ScoredRun[];
  readonly traces: readonly Trace[];
  /** How it was made, in words. */
  readonly setting: string;
}

const STYLE = `figure svg { width: 100%; height: auto; } .line { fill: none; stroke: var(--good); stroke-width: 1.5; stroke-dasharray: 4 3; }
figure .grid { stroke: var(--rule); fill: none; } .tick { fill: var(--quiet); font-size: 12px; } .label { fill: var(--ink); font-size: 13px; font-weight: 600; }
.front { fill: var(--good); } .other { fill: var(--quiet); } .scroll { margin-top: 1.75rem; }
.names { columns: 14rem; font-size: 0.875rem; margin: 0.5rem 0 0; padding-left: 1.75rem; } dt { font-weight: 600; }
@media (max-width: 40rem) { .tick, .label { font-size: 26px; } }`;

/** The scoreboard as one page that needs nothing else. */
export function scoreboardHtml({ scores, runs, traces, setting }: Scoreboard): string {
  const names = Object.keys(MEASURES) as MeasureName[];
  const heads = names.map((name) => MEASURES[name].head);
  const means = scores.map(({ policy, means: of }) => [
    policy,
    ...names.map((name) => of[name].toFixed(MEASURES[name].digits)),
  ]);
  const shown = ['under', 'pods', 'cut'] as const;
  const differences = scores.flatMap(({ policy, against }) =>
    against === undefined
      ? []
      : [[policy, ...shown.map((name) => sayDifference(against[name], MEASURES[name].digits))]],
  );
  const each = runs.map(({ trace, policy, measures }) => {
    return [trace, policy, ...names.map((name) => MEASURES[name].of(measures).toFixed(MEASURES[name].digits))];
  });
  const words = names.map(
    (name) => `<dt>${escapeHtml(MEASURES[name].head)}</dt><dd>${escapeHtml(MEASURES[name].about)}</dd>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Autoscaling of long-lived connections</title><style>${REPORT_STYLE}${STYLE}</style></head><body>
<h1>Autoscaling of long-lived connections</h1>
<p class="quiet">${escapeHtml(setting)}</p>
${paretoSvg(scores, 'under', 'Shortage and cost: the part of time with too few pods, in percent')}
${paretoSvg(scores, 'cut', 'Cut people and cost: times that a connection was cut in a day')}
${paretoNames(scores)}
${htmlTable('Means over all traces', ['policy', ...heads], means)}
${htmlTable(`Against ${scores[0]?.policy ?? ''}, over the same traces, with 95 % confidence`, ['policy', ...shown.map((name) => MEASURES[name].head)], differences)}
${htmlTable('Each trace', ['trace', 'policy', ...heads], each)}
${htmlTable(
  'Traces',
  ['trace', 'origin'],
  traces.map(({ name, origin }) => [name, origin]),
)}
<h2>What the words mean</h2><dl>${words.join('')}</dl>
</body></html>
`;
}
