import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { ForecastFault, type Series } from '#forecast-lib';
import { modelNamed } from '#forecast-lib/models';
import { scoreJson } from './backtest-json.ts';
import { BACKTEST_USAGE, type BacktestArguments, parseBacktestArguments } from './backtest-options.ts';
import { countMissing, planHorizon, planModels } from './backtest-plan.ts';
import { saySetting, scoreNotes, scoreRows, type TrialSetting } from './backtest-table.ts';
import { CliFault } from './cli-fault.ts';
import { parseCsvSeries } from './csv-series.ts';
import { chooseLeads } from './lead.ts';
import { endWithReader, write } from './output.ts';
import { ProgressLine } from './progress-bar.ts';
import { reportHtml } from './report.ts';
import { paint, textTable } from './text-table.ts';
import { type Trial, tryModels } from './trial.ts';
import { LEVELS, type ModelScore, scoreTrials } from './trial-score.ts';

interface Finding {
  readonly series: Series;
  readonly setting: TrialSetting;
  readonly trials: readonly Trial[];
  readonly scores: readonly ModelScore[];
}

/** Ends with an exit code: 0, or 130 when somebody did not want to wait. */
async function main(args: readonly string[]): Promise<number> {
  endWithReader(process.stdout, process.exit);
  const wanted = parseBacktestArguments(args);
  if (wanted.action === 'help') {
    await write(process.stdout, `${BACKTEST_USAGE}\n`);
    return 0;
  }
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const finding = await find(wanted, interrupt.signal);
  if (finding.setting.origins === 0) {
    process.stderr.write('Stopped before the first origin was done: nothing is known yet\n');
    return 130;
  }
  await show(wanted, finding);
  return interrupt.signal.aborted ? 130 : 0;
}

async function find(wanted: BacktestArguments, signal: AbortSignal): Promise<Finding> {
  for (const name of wanted.models) modelNamed(name);
  const series = parseCsvSeries(await readTable(wanted.file), wanted.stepSeconds);
  const { stepSeconds } = series;
  const models = planModels(wanted.models, stepSeconds);
  const horizon = planHorizon(wanted.horizon, stepSeconds);
  const clock = () => performance.now();
  const line = new ProgressLine(process.stderr, clock);
  let plannedOrigins = wanted.origins;
  const progress = (done: number, of: number, what: string) => {
    plannedOrigins = of / models.length;
    line.show(done, of, what);
  };
  const options = { horizon, origins: wanted.origins, levels: LEVELS };
  const trials = await tryModels(series, models, options, { clock, signal, progress }).finally(() => line.clear());
  const setting = {
    file: wanted.file === '-' ? 'stdin' : basename(wanted.file),
    samples: series.values.length,
    missing: countMissing(series),
    stepSeconds,
    horizon,
    origins: trials[0]?.folds.length ?? 0,
    plannedOrigins,
  };
  return { series, setting, trials, scores: scoreTrials(trials, chooseLeads(horizon, stepSeconds)) };
}

/** The table comes first, so that a report that cannot be written costs nobody their numbers. */
async function show(wanted: BacktestArguments, { series, setting, trials, scores }: Finding): Promise<void> {
  const lines = wanted.json ? [JSON.stringify(scoreJson(scores, setting))] : sayTable(scores, setting);
  await write(process.stdout, `${lines.join('\n')}\n`);
  const path = wanted.report ?? `${basename(setting.file, extname(setting.file))}.backtest.html`;
  if (path === '') return;
  writeReport(path, reportHtml({ series, setting, trials, scores }));
  if (!wanted.json) await write(process.stdout, `\nReport: ${path}\n`);
}

function sayTable(scores: readonly ModelScore[], setting: TrialSetting): string[] {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const notes = scoreNotes(scores, setting).map((note) => paint(note, 'bad', colour));
  const table = [saySetting(setting), '', ...textTable(scoreRows(scores), colour)];
  return notes.length > 0 ? [...table, '', ...notes] : table;
}

/** @throws CliFault `bad-file` */
async function readTable(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliFault('bad-file', error instanceof Error ? error.message : path, error);
  }
}

/** @throws CliFault `bad-report` */
function writeReport(path: string, html: string): void {
  try {
    writeFileSync(path, html);
  } catch (error) {
    throw new CliFault('bad-report', error instanceof Error ? error.message : path, error);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CliFault || error instanceof ForecastFault)) throw error;
  process.stderr.write(`Cannot backtest: ${error.message} [${error.code}]\n`);
  process.exitCode = error.code === 'bad-arguments' || error.code === 'unknown-model' ? 2 : 1;
}
