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
  /** Where the tasks are written to, and nothing is measured; undefined to measure. */
  readonly questions: string | undefined;
  /** Answers of others that are scored beside ours. */
  readonly answers: readonly AnswerFile[];
}

export interface AnswerFile {
  /** As what it stands in the tables. */
  readonly name: string;
  readonly file: string;
}

export const BENCH_USAGE = `npm run bench:forecast [-- options]

  Measures the forecast library beside two peers of npm, in turns, in one run.

  --data FOLDER  also the accuracy on the series of a folder: NAME.csv with timestamp,value,
                 and series.json with [{"name": …, "class": …}] where classes are to be told apart
  --models A,B   the models whose accuracy is measured (ensemble)
  --questions FILE     writes the tasks of --data, one JSON line each as "npm run -s forecast" reads them, and ends
  --answers NAME=FILE  also scores what another forecaster answered to them, under a name (may be repeated);
                       what is missing or an error counts as seasonal naive, and as "could not"
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
      questions: { type: 'string' },
      answers: { type: 'string', multiple: true, default: [] },
      speed: { type: 'boolean', default: true },
      rounds: { type: 'string', default: '9' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { help, json, data, speed, questions } = values;
  const rounds = /^\d{1,3}$/.test(values.rounds) ? Number(values.rounds) : 0;
  const models = [...new Set(values.models.split(',').filter(Boolean))];
  const answers = values.answers.map(parseAnswerFile);
  const faults: string[] = [];
  if (rounds < 1) faults.push(`--rounds is "${values.rounds}", must be a whole number from 1 to 999`);
  if (models.length === 0) faults.push('--models is "", must be names with commas between them');
  if (!speed && data === undefined) faults.push('--no-speed needs --data: nothing else is left to measure');
  faults.push(...questionFaults({ data, questions, answers, models }));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return { help, json, data, models, rounds, speed, questions, answers };
}

function parseAnswerFile(text: string): AnswerFile {
  const [, name = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  return { name, file };
}

function questionFaults(options: Pick<BenchOptions, 'data' | 'questions' | 'answers' | 'models'>): string[] {
  const { data, questions, answers, models } = options;
  const faults: string[] = [];
  if (questions !== undefined && data === undefined) faults.push('--questions needs --data: it writes its tasks');
  if (questions !== undefined && answers.length > 0) faults.push('--questions and --answers cannot be in one run');
  if (answers.length > 0 && data === undefined) faults.push('--answers needs --data: answers are scored on it');
  const names = [...models];
  for (const { name, file } of answers) {
    if (name === '' || file === '') faults.push('--answers must be NAME=FILE');
    else if (names.includes(name))
      faults.push(`--answers has "${name}", which is the name of another: choose one of its own`);
    names.push(name);
  }
  return faults;
}
