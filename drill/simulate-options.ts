import { parseArgs } from 'node:util';
import { DrillFault } from './drill-fault.ts';
import { POLICIES } from './policies.ts';
import { GENERATORS, type GeneratorName } from './trace-generators.ts';

export interface SimulateOptions {
  readonly action: 'run' | 'help';
  readonly generators: readonly GeneratorName[];
  /** A table of times and people. */
  readonly files: readonly string[];
  /** A folder of such tables; those by the minute or finer are taken. */
  readonly folder: string | undefined;
  /** A folder in which a scaler kept its ledger. */
  readonly ledger: string | undefined;
  readonly workload: string | undefined;
  readonly policies: readonly string[];
  /** Fields of the scaler's policy for one more competitor. */
  readonly fields: Readonly<Record<string, number>> | undefined;
  /** Tables of a folder are taken if their step is at most this. */
  readonly stepSeconds: number;
  readonly fromDay: number;
  readonly days: number;
  readonly seed: number;
  /** Seeds of built-in traces. */
  readonly seeds: readonly number[];
  readonly peak: number;
  readonly capacity: number;
  readonly coldStartSeconds: number;
  readonly faults: boolean;
  readonly json: boolean;
  readonly report: string | undefined;
}

const NAMES = Object.keys(GENERATORS) as GeneratorName[];
const USUAL = 'daily-wave,flash-crowd,product-launch,outage';

export const SIMULATE_USAGE = `npm run simulate -- [options]

  Lets policies of autoscaling live through days of traffic in seconds, with twins of KEDA and HPA,
  pods that take ${90} s to start, and people who stay, and come back when they are cut off.

  --traces A,B     built-in traces: ${NAMES.join(', ')}
                   (${USUAL}; "all", or "" for none)
  --trace FILE     a table of times and people (CSV); may be said several times
  --data FOLDER    all tables of a folder that are by the minute
  --step SECONDS   takes tables of the folder that are coarser, too; between two samples people are on a line (60)
  --what-if DIR    a folder with the ledger of a scaler (DATA_DIR): what another policy would have cost
  --workload NAME  which workload of the ledger, as namespace/name
  --policies A,B   only policies whose names begin so (all; the first is what others are compared with)
  --fields JSON    one competitor more: Breakwater with these fields of its policy
  --from-day N     leaves out so many days of each table (0)
  --days N         the first days of each trace (14); the first day is for learning and not counted
  --seed N         of traces and of confidence intervals (1)
  --seeds A-B      built-in traces with each of these seeds
  --peak N         people at the peak of a trace (20000; 0 leaves a file as it is)
  --capacity N     connections a pod (500)
  --cold-start N   seconds until a new pod is ready (90)
  --faults         dead pods, a silent scaler, failed scrapes, slow starts
  --report FILE    an HTML scoreboard with a plot of cost and shortage
  --json           one JSON object instead of the table
  --help           this text

  Ctrl-C shows what is known so far.
  Ends with 0; 1 if a file is not good; 2 if this line is not; 130 after Ctrl-C.`;

/**
 * Reads the command line of `npm run simulate`.
 *
 * @throws DrillFault `bad-arguments` that names every fault
 * @example
 * parseSimulateOptions(['--traces', 'office', '--days', '3']).generators // => ['office']
 */
export function parseSimulateOptions(args: readonly string[]): SimulateOptions {
  const values = read(args);
  const faults: string[] = [];
  const whole = (name: 'days' | 'seed' | 'peak' | 'capacity' | 'cold-start' | 'step' | 'from-day', least: number) => {
    const text = values[name];
    const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least)) faults.push(`--${name} is "${text}", must be a whole number from ${least}`);
    return number;
  };
  const only = values.trace.length > 0 || values.data !== undefined || values['what-if'] !== undefined;
  const asked = listOf(values.traces ?? (only ? '' : USUAL));
  const generators = asked.includes('all') ? NAMES : asked.filter((name) => NAMES.includes(name as GeneratorName));
  for (const name of asked) {
    if (name !== 'all' && !NAMES.includes(name as GeneratorName))
      faults.push(`--traces names "${name}", there are ${NAMES.join(', ')}`);
  }
  const policies = listOf(values.policies);
  for (const start of policies) {
    if (!POLICIES.some(({ name }) => name.startsWith(start)))
      faults.push(`--policies names "${start}", there are ${POLICIES.map(({ name }) => `"${name}"`).join(', ')}`);
  }
  const options: SimulateOptions = {
    action: values.help ? 'help' : 'run',
    generators: generators as GeneratorName[],
    files: values.trace,
    folder: values.data,
    ledger: values['what-if'],
    workload: values.workload,
    policies,
    fields: fieldsOf(values.fields, faults),
    stepSeconds: whole('step', 1),
    fromDay: whole('from-day', 0),
    days: whole('days', 1),
    seed: whole('seed', 0),
    seeds: seedsOf(values.seeds ?? values.seed, faults),
    peak: whole('peak', 0),
    capacity: whole('capacity', 1),
    coldStartSeconds: whole('cold-start', 0),
    faults: values.faults,
    json: values.json,
    report: values.report,
  };
  if (faults.length > 0) throw new DrillFault('bad-arguments', faults.join('; '));
  return options;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        traces: { type: 'string' },
        trace: { type: 'string', multiple: true, default: [] },
        data: { type: 'string' },
        'what-if': { type: 'string' },
        workload: { type: 'string' },
        policies: { type: 'string' },
        fields: { type: 'string' },
        days: { type: 'string', default: '14' },
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string' },
        step: { type: 'string', default: '60' },
        'from-day': { type: 'string', default: '0' },
        peak: { type: 'string', default: '20000' },
        capacity: { type: 'string', default: '500' },
        'cold-start': { type: 'string', default: '90' },
        faults: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        report: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new DrillFault('bad-arguments', error instanceof Error ? error.message : 'it cannot be read', error);
  }
}

/** Names of policies hold commas themselves, so a semicolon divides as well. */
function listOf(text: string | undefined): string[] {
  const parts = (text ?? '').split(text?.includes(';') ? ';' : ',').map((name) => name.trim());
  return [...new Set(parts.filter(Boolean))];
}

const MOST_SEEDS = 100;

function seedsOf(text: string, faults: string[]): number[] {
  const [, from, to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (count >= 1 && count <= MOST_SEEDS) return Array.from({ length: count }, (_, index) => Number(from) + index);
  faults.push(`--seeds is "${text}", must be like 101-108, at most ${MOST_SEEDS} of them`);
  return [];
}

function fieldsOf(text: string | undefined, faults: string[]): Readonly<Record<string, number>> | undefined {
  if (text === undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null && Object.values(fields).every(Number.isFinite)) {
      return fields as Record<string, number>;
    }
  } catch {
    // Told below: what is no JSON and what is no object of numbers are mended in the same way.
  }
  faults.push(`--fields is "${text.slice(0, 60)}", must be a JSON object of numbers like {"quantileLevel":0.9}`);
  return undefined;
}
