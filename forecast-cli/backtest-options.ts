import { parseArgs } from 'node:util';
import { CliFault } from './cli-fault.ts';
import { parseDuration } from './duration.ts';

export interface BacktestArguments {
  readonly action: 'run' | 'help';
  /** The table of samples; `-` is stdin. */
  readonly file: string;
  /** Names of models; empty for the usual ones. */
  readonly models: readonly string[];
  readonly horizon: Horizon | undefined;
  readonly origins: number;
  /** Seconds between two samples, where the file's own step is not wanted. */
  readonly stepSeconds: number | undefined;
  readonly json: boolean;
  /** Where the report is written; empty for nowhere, undefined for beside where the command runs. */
  readonly report: string | undefined;
}

export type Horizon = { readonly steps: number } | { readonly seconds: number };

export const BACKTEST_USAGE = `npm run backtest -- FILE.csv [options]

  Forecasts from several points of the file's past, and shows how near each model came.
  FILE.csv has a time and a value in each line (- reads stdin): ISO 8601 or epoch seconds or
  milliseconds; a header is skipped, an empty value is missing; comma, semicolon or tab.

  --models A,B     the models (ensemble,weekly-naive,last-value); seasonal-naive is always there:
                   it says what was a day ago, and the others are measured against it
  --horizon H      how far ahead, as 24h or as a number of steps (24h; 14 steps of a day or more)
  --origins N      how many points of the past (8)
  --step D         resample to this step, as 5m (the file's own)
  --report FILE    where the HTML report goes (NAME.backtest.html here); --no-report for none
  --json           one JSON object instead of the table, and no report unless --report says where
  --help           this text

  Ctrl-C shows what is known so far.
  Ends with 0; 1 if the file is not good; 2 if this line is not; 130 after Ctrl-C.
  NO_COLOR=1       no colours`;

/**
 * Reads the command line of `npm run backtest`.
 *
 * @throws CliFault `bad-arguments` that names every fault
 * @example
 * parseBacktestArguments(['load.csv', '--horizon', '48']).horizon // => { steps: 48 }
 */
export function parseBacktestArguments(args: readonly string[]): BacktestArguments {
  const { values, positionals } = readArguments(args);
  const faults: string[] = [];
  const [file = ''] = positionals;
  if (positionals.length !== 1 && !values.help) faults.push(`${positionals.length} files are named, must be one`);
  const horizon = values.horizon === undefined ? undefined : parseHorizon(values.horizon);
  if (horizon === null) faults.push(`--horizon is "${values.horizon}", must be like 24h, or a number of steps from 1`);
  const origins = /^\d{1,5}$/.test(values.origins) ? Number(values.origins) : 0;
  if (origins < 1) faults.push(`--origins is "${values.origins}", must be a whole number from 1 to 99999`);
  const stepSeconds = values.step === undefined ? undefined : parseDuration(values.step);
  if (stepSeconds !== undefined && !(stepSeconds > 0)) faults.push(`--step is "${values.step}", must be like 5m`);
  const models = (values.models ?? '').split(',').map((name) => name.trim());
  if (values.report === '') faults.push('--report is "", must be a path');
  if (faults.length > 0) throw new CliFault('bad-arguments', faults.join('; '));
  return {
    action: values.help ? 'help' : 'run',
    file,
    models: [...new Set(models.filter(Boolean))],
    horizon: horizon ?? undefined,
    origins,
    stepSeconds,
    json: values.json,
    report: values['no-report'] ? '' : (values.report ?? (values.json ? '' : undefined)),
  };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        models: { type: 'string' },
        horizon: { type: 'string' },
        origins: { type: 'string', default: '8' },
        step: { type: 'string' },
        report: { type: 'string' },
        'no-report': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new CliFault('bad-arguments', error instanceof Error ? error.message : undefined, error);
  }
}

function parseHorizon(text: string): Horizon | null {
  if (/^[1-9]\d{0,5}$/.test(text)) return { steps: Number(text) };
  const seconds = parseDuration(text);
  return seconds > 0 ? { seconds } : null;
}
