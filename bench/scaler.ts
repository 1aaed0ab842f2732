import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { seeAnswers } from './scaler-answers.ts';
import { figuresOf, type ScalerBench, sayFigures } from './scaler-figures.ts';
import { startProgram } from './scaler-process.ts';
import type { RoundsSeen } from './scaler-rounds.ts';

const USAGE = `npm run bench:scaler [-- options]

  Holds the scaler to its figures, each with a control in the same run; ends with 1 when one is not kept.

  --workloads N  how many (1000)
  --seconds N    for how long calls are measured (30)
  --json         one JSON object, with what was measured and the figures
  --help         this text`;

const RATE = 200;

interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly workloads: number;
  readonly seconds: number;
}

/** @throws Error that names every fault */
function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workloads: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '30' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const faults: string[] = [];
  const count = (name: 'workloads' | 'seconds', most: number) => {
    const value = /^\d{1,6}$/.test(values[name]) ? Number(values[name]) : 0;
    if (value < 1 || value > most)
      faults.push(`--${name} is "${values[name]}", must be a whole number from 1 to ${most}`);
    return value;
  };
  const options = { ...values, workloads: count('workloads', 10_000), seconds: count('seconds', 3_600) };
  if (faults.length > 0) throw new Error(faults.join('; '));
  return options;
}

/** What is being done, for who waits. */
function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} …\n`);
}

async function measureRounds(model: string, workloads: number): Promise<RoundsSeen> {
  const args = ['bench/scaler-rounds.ts', model, String(workloads)];
  const program = startProgram(args);
  return JSON.parse(await program.find(/^(\{.*\})$/)) as RoundsSeen;
}

async function measure({ workloads, seconds }: Options): Promise<ScalerBench> {
  const answers = await seeAnswers({ workloads, seconds, rate: RATE }, tell);
  tell('rounds of planning');
  const ours = await measureRounds('ensemble', workloads);
  const cheapest = await measureRounds('last-value', workloads);
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`;
  return { node: process.version, machine, workloads, rate: RATE, answers, rounds: [ours, cheapest] };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const bench = await measure(options);
  const figures = figuresOf(bench);
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...bench, figures }, null, 2)}\n` : `${sayFigures(bench).join('\n')}\n`,
  );
  if (!figures.every(({ verdict }) => verdict === 'kept')) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`Cannot measure: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
