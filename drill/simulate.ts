import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { endWithReader, ProgressLine, write } from '#forecast-cli';
import { DrillFault } from './drill-fault.ts';
import { usualFaults } from './fault-plan.ts';
import { readLedger } from './ledger-trace.ts';
import { breakwaterWith, POLICIES } from './policies.ts';
import type { PoolPolicy } from './pool-policy.ts';
import { REPLAY_RULES, Replay, type ReplayRules } from './replay.ts';
import { scoreboardHtml } from './score-html.ts';
import { differenceLines, runLines, scoreLines } from './score-table.ts';
import { type ScoredRun, scoresOf } from './scores.ts';
import { parseSimulateOptions, SIMULATE_USAGE, type SimulateOptions } from './simulate-options.ts';
import { after, firstOf, secondsOf, type Trace, withPeak } from './trace.ts';
import { readTraceFile, readTraceFolder } from './trace-files.ts';
import { generateTrace } from './trace-generators.ts';

const DAY_SECONDS = 86_400;

/** What is to be lived through, and by whom. */
interface Contest {
  readonly traces: readonly Trace[];
  readonly policies: readonly PoolPolicy[];
  readonly rules: ReplayRules;
  readonly notes: readonly string[];
}

/** Ends with an exit code: 0, or 130 when somebody did not want to wait. */
async function main(args: readonly string[]): Promise<number> {
  endWithReader(process.stdout, process.exit);
  const options = parseSimulateOptions(args);
  if (options.action === 'help') {
    await write(process.stdout, `${SIMULATE_USAGE}\n`);
    return 0;
  }
  const contest = await contestOf(options);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  const runs = await compete(contest, interrupt.signal);
  // How long it took is no part of the result, which is the same each time.
  await write(
    process.stderr,
    `${paceLine(contest, runs.length, performance.now() - startedAt, process.cpuUsage(usedBefore).user)}\n`,
  );
  await show(options, contest, runs);
  return interrupt.signal.aborted ? 130 : 0;
}

function paceLine({ traces }: Contest, runs: number, ms: number, microseconds: number): string {
  const days = Math.max(...traces.map(secondsOf)) / DAY_SECONDS;
  const each =
    runs === 0
      ? 'none was finished'
      : `${(ms / 1e3 / runs).toFixed(1)} s each (${(microseconds / 1e6 / runs).toFixed(1)} s of a processor)`;
  return `${runs} runs of at most ${days.toFixed(1)} days in ${(ms / 1000).toFixed(1)} s, ${each}`;
}

async function contestOf(options: SimulateOptions): Promise<Contest> {
  const { capacity, coldStartSeconds, days, peak } = options;
  const notes: string[] = [];
  const folder = options.folder === undefined ? undefined : readTraceFolder(options.folder, options.stepSeconds);
  if (folder !== undefined && folder.coarser.length > 0) {
    notes.push(`Left out, since they are coarser than ${options.stepSeconds} s: ${folder.coarser.join(', ')}`);
  }
  const given = [
    ...options.generators.flatMap((name) => {
      return options.seeds.map((one) =>
        generateTrace(name, days, one, options.seeds.length > 1 ? `${name} ${one}` : name),
      );
    }),
    ...[...options.files.map(readTraceFile), ...(folder?.traces ?? [])].flatMap((trace) => {
      // A table that ends before is left out: the others are still worth a look.
      return after(trace, options.fromDay * DAY_SECONDS) ?? [];
    }),
  ]
    .map((trace) => firstOf(trace, days * DAY_SECONDS))
    .map((trace) => (peak > 0 ? withPeak(trace, peak) : trace));
  const recorded = options.ledger === undefined ? undefined : await readLedger(options.ledger, options.workload);
  const traces = recorded === undefined ? given : [...given, recorded.trace];
  if (traces.length === 0) throw new DrillFault('bad-trace', 'there is none');
  const longest = Math.max(...traces.map(secondsOf));
  const rules: ReplayRules = {
    ...REPLAY_RULES,
    capacity: recorded?.capacity ?? capacity,
    coldStartSeconds,
    // A trace of a few hours has no day to learn from.
    learnSeconds: Math.min(DAY_SECONDS, Math.floor(Math.min(...traces.map(secondsOf)) / 3)),
    ...(recorded !== undefined && {
      minReplicas: recorded.policy.minReplicas,
      maxReplicas: recorded.policy.maxReplicas,
    }),
    faults: options.faults ? usualFaults(longest) : [],
  };
  const chosen = POLICIES.filter(
    ({ name }) => options.policies.length === 0 || options.policies.some((start) => name.startsWith(start)),
  );
  const own = recorded === undefined ? [] : [breakwaterWith(changed(recorded.policy), 'as recorded')];
  const more = options.fields === undefined ? [] : [breakwaterWith(options.fields)];
  return { traces, policies: [...own, ...chosen, ...more], rules, notes };
}

/** The fields of a policy that pods do not bring with them. */
function changed(policy: Readonly<Record<string, number>>): Record<string, number> {
  const { minReplicas: _min, maxReplicas: _max, ...fields } = policy;
  return fields;
}

async function compete({ traces, policies, rules }: Contest, signal: AbortSignal): Promise<ScoredRun[]> {
  const line = new ProgressLine(process.stderr, () => performance.now(), 'runs');
  const runs: ScoredRun[] = [];
  const of = traces.length * policies.length;
  for (const trace of traces) {
    for (const policy of policies) {
      line.show(runs.length, of, `${policy.name} on ${trace.name}`);
      const replay = new Replay(policy, trace, rules);
      const hours = replay.hours();
      for (let turn = hours.next(); !turn.done; turn = hours.next()) {
        // A signal is only heard between two turns of the loop.
        await setImmediate();
        if (signal.aborted) break;
      }
      if (signal.aborted) {
        line.clear();
        return runs;
      }
      runs.push({ policy: policy.name, trace: trace.name, measures: replay.result() });
    }
  }
  line.clear();
  return runs;
}

async function show(options: SimulateOptions, { traces, rules, notes }: Contest, runs: readonly ScoredRun[]) {
  const scores = scoresOf(runs, options.seed);
  const setting = `${traces.length} traces, ${rules.capacity} connections a pod, ${rules.coldStartSeconds} s to start, seed ${options.seed}${rules.faults.length > 0 ? ', with faults' : ''}; ${runs.length} runs`;
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  if (options.json) await write(process.stdout, `${JSON.stringify({ setting, rules, scores, runs })}\n`);
  else {
    const lines = [setting, ...notes, '', ...scoreLines(scores, colour), '', ...differenceLines(scores, colour)];
    if (traces.length > 1) lines.push('', ...runLines(runs, colour));
    await write(process.stdout, `${lines.join('\n')}\n`);
  }
  if (options.report === undefined) return;
  try {
    writeFileSync(options.report, scoreboardHtml({ scores, runs, traces, setting }));
  } catch (error) {
    throw new DrillFault('bad-report', error instanceof Error ? error.message : options.report, error);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof DrillFault)) throw error;
  process.stderr.write(`Cannot simulate: ${error.message} [${error.code}]\n`);
  process.exitCode = error.code === 'bad-arguments' ? 2 : 1;
}
