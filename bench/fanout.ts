import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { CONTESTANTS, type Contestant } from './fanout-contestants.ts';
import { type FramingRow, measureFraming } from './fanout-framing.ts';
import { type IdleRooms, measureIdleRooms } from './fanout-idle.ts';
import { ladderOf } from './fanout-ladder.ts';
import { mergeResults } from './fanout-merge.ts';
import { FANOUT_USAGE, type FanoutOptions, parseFanoutOptions, usualSharings } from './fanout-options.ts';
import { figuresOf, type Outcome, ratiosOf, type Section } from './fanout-result.ts';
import type { Shape } from './fanout-shapes.ts';
import type { Sharing } from './fanout-stand.ts';
import { sayFanout } from './fanout-text.ts';
import { runTrial } from './fanout-trial.ts';

/** All that was measured. Numbers of one machine: what travels are the ratios. */
export interface FanoutResult {
  readonly node: string;
  readonly machine: string;
  readonly command: string;
  readonly sections: readonly Section[];
  readonly idleRooms?: IdleRooms;
  readonly framing?: readonly FramingRow[];
  /** Who could not take part. */
  readonly absent: ReadonlyArray<{ readonly name: string; readonly because: string }>;
}

async function measure(options: FanoutOptions): Promise<FanoutResult> {
  const wanted =
    options.idleRooms || options.framing ? [] : CONTESTANTS.filter(({ name }) => options.peers.includes(name));
  const absent = wanted.flatMap(({ name, missing }) => {
    const because = missing?.();
    return because === undefined ? [] : [{ name, because }];
  });
  const present = wanted.filter(({ name }) => !absent.some((one) => one.name === name));
  const sections: Section[] = [];
  const idleRooms = options.idleRooms ? await measureIdleRooms(options, tell) : undefined;
  for (const shape of options.shapes) {
    for (const sharing of options.sharings ?? usualSharings(shape)) {
      const here = present.filter((one) => takesPart(one, shape, sharing));
      if (here.length > 0) sections.push(await measureSection(shape, sharing, here, options));
    }
  }
  return {
    node: process.version,
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    command: commandOf(process.argv.slice(2)),
    sections,
    ...(idleRooms && { idleRooms }),
    ...(options.framing && { framing: measureFraming() }),
    absent,
  };
}

function takesPart(
  { sharing: shares, mostSockets = Number.POSITIVE_INFINITY }: Contestant,
  shape: Shape,
  sharing: Sharing,
) {
  return (sharing === 'alone' || shares > 0) && shape.rooms * shape.people <= mostSockets;
}

/** Everybody once in each round, so that what the machine does meanwhile is done to all. */
async function measureSection(
  shape: Shape,
  sharing: Sharing,
  present: readonly Contestant[],
  { rounds, partMs, quick, textBytes, profile }: FanoutOptions,
): Promise<Section> {
  const outcomes: Array<Map<string, Outcome>> = [];
  const loads = ladderOf(shape).slice(0, quick ? 1 : undefined);
  for (let round = 1; round <= rounds; round++) {
    const outcome = new Map<string, Outcome>();
    outcomes.push(outcome);
    for (const contestant of present) {
      tell(`${shape.name} ${sharing}: round ${round} of ${rounds}, ${contestant.name}`);
      const times = { settleMs: Math.min(1_500, partMs), warmMs: 2 * partMs, saturateMs: partMs, offerMs: partMs };
      const trial = runTrial({ contestant, shape, sharing, ...times, loads, textBytes, profile });
      const done = await trial.catch((error: unknown) => ({
        fault: error instanceof Error ? error.message : String(error),
      }));
      if ('fault' in done) tell(`  could not: ${done.fault.split('\n')[0]}`);
      outcome.set(contestant.name, done);
    }
  }
  const figures = present.map(({ name }) => {
    return figuresOf(
      name,
      outcomes.flatMap((outcome) => outcome.get(name) ?? []),
    );
  });
  const at = new Date().toISOString();
  return { shape: shape.name, sharing, at, rounds, partMs, figures, ratios: ratiosOf(outcomes) };
}

/** What was run, without the files of whoever ran it. */
function commandOf(args: readonly string[]): string {
  const isFile = (name: string | undefined) => name === '--add' || name === '--profile';
  const told = args.filter((arg, index) => !isFile(arg) && !isFile(args[index - 1]));
  return ['npm run bench:fanout --', ...told].join(' ');
}

/** What is being done, for who waits. */
function tell(what: string): void {
  process.stderr.write(`${what}\n`);
}

function readResult(file: string): FanoutResult {
  return JSON.parse(readFileSync(file, 'utf8')) as FanoutResult;
}

async function main(): Promise<void> {
  const options = parseFanoutOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${FANOUT_USAGE}\n`);
    return;
  }
  const measured = await measure(options);
  const result = options.add === undefined ? measured : mergeResults(readResult(options.add), measured);
  process.stdout.write(`${sayFanout(measured).join('\n')}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

// What was started (pods, Redis) ends when this process exits, and a signal alone is no exit.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`Cannot measure: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
