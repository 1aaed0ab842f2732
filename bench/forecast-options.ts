import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** A folder of series; undefined for no accuracy. */
  readonly data: string | undefined;
  /** Models whose accuracy is measured. */
  readonly models: readonly string[];
  /** Rounds of each speed. */
  readonly rounds: number;
  readonly speed: boolean;
}

export const BENCH_USAGE = `npm run bench:forecast [-- options]

  Measures the forecast library beside two peers of npm, in turns, in one run.

  --data FOLDER  also the accuracy on the series of a folder: NAME.csv with timestamp,value,
                 and series.json with [{"name": …, "class": …}] where classes are to be told apart
  --models A,B   the models whose accuracy is measured (ensemble)
  --no-speed     the accuracy alone
  --rounds N     rounds of each speed (9)
  --json         one JSON object, as docs/accuracy.md is made of
  --help         this text`;

/**
 * Reads the command line of `npm run bench:forecast`.
 *
 * @throws Error that names every fault
 * @example
 * parseBenchOptions(['--rounds', '3']).rounds // => 3
 */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      data: { type: 'string' },
      models: { type: 'string', default: 'ensemble' },
      speed: { type: 'boolean', default: true },
      rounds: { type: 'string', default: '9' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = /^\d{1,3}$/.test(values.rounds) ? Number(values.rounds) : 0;
  const models = [...new Set(values.models.split(',').filter(Boolean))];
  const faults: string[] = [];
  if (rounds < 1) faults.push(`--rounds is "${values.rounds}", must be a whole number from 1 to 999`);
  if (models.length === 0) faults.push('--models is "", must be names with commas between them');
  if (!values.speed && values.data === undefined)
    faults.push('--no-speed needs --data: nothing else is left to measure');
  if (faults.length > 0) throw new Error(faults.join('; '));
  return { help: values.help, json: values.json, data: values.data, models, rounds, speed: values.speed };
}
