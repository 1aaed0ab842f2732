import { parseArgs } from 'node:util';
import { DrillFault } from './drill-fault.ts';
import { type Deed, type DrillPlan, steepestFrom } from './drill-plan.ts';
import { THRESHOLDS, type Thresholds } from './drill-verdict.ts';
import { secondsOf, type Trace, withPeak } from './trace.ts';
import { readTraceFile } from './trace-files.ts';
import { GENERATORS, type GeneratorName, generateTrace } from './trace-generators.ts';

/** What a drill was asked for. */
export type DrillOptions =
  | { readonly action: 'help' }
  | {
      readonly action: 'drill';
      readonly plan: DrillPlan;
      readonly thresholds: Thresholds;
      readonly json: boolean;
      readonly report: string | undefined;
    };

/** Days of a built-in trace: enough to learn from, and to have each of its kinds of day. */
const DAYS = 10;
const HOUR = 3600;
const CI_P99_MS = 3_000;
const DEEDS: readonly Deed[] = ['kill', 'cut', 'spike'];

export const DRILL_USAGE = `npm run drill -- [options]

Redis, Prometheus, pods, the scaler, twins of KEDA and HPA, and people with real connections, all on this machine, live
through some hours of a trace in minutes. A ledger checks every message.

  --trace NAME|FILE    daily-wave, flash-crowd, product-launch, outage, office, …, or a CSV of times and people (office)
  --from HOURS         where in the trace it begins to count; a morning, or a while before its steepest half hour, unless told
  --hours HOURS        how much of it is lived (6)
  --speed FACTOR       seconds of the trace in one of yours (120): a minute is half a second
  --peak PEOPLE        at the highest point of the trace (200)
  --capacity PEOPLE    a pod (40)
  --max-pods COUNT     (6)
  --cold-start SECONDS of the trace until a pod is ready, on average (180)
  --messages COUNT     a second, all together (10)
  --deeds LIST         what happens on the way, by minutes of the trace: kill@60,cut@90,spike@120
  --seed NUMBER        of cold starts, people, and of a built-in trace (1)
  --ready-before PERCENT, --p99 MS   what it takes to end well (90, 1000), besides nothing lost and nothing twice
  --ci                 a working morning in less than three minutes, with a p99 of 3000
  --json               the last line is one JSON object
  --report FILE        a page with plots
  --ledger FOLDER      keeps what the scaler decided, for npm run simulate -- --what-if FOLDER

Keys, on a terminal: k kills a pod, c cuts off Redis for two seconds, s brings a crowd, q ends it.
It ends with 0 when all promises were kept, with 1 when one was broken.
Built-in traces: ${Object.keys(GENERATORS).join(', ')}
`;

/** @throws DrillFault `bad-arguments` with all that is wrong, `bad-trace` */
export function parseDrillOptions(args: readonly string[]): DrillOptions {
  const values = read(args);
  if (values.help) return { action: 'help' };
  const faults: string[] = [];
  const number = (
    name:
      | 'hours'
      | 'speed'
      | 'peak'
      | 'capacity'
      | 'max-pods'
      | 'cold-start'
      | 'messages'
      | 'seed'
      | 'ready-before'
      | 'p99',
    usual: string,
    least: number,
    most: number,
  ) => {
    const value = Number(values[name] ?? usual);
    if (value >= least && value <= most) return value;
    faults.push(`--${name} is "${values[name]}", must be a number from ${least} to ${most}`);
    return least;
  };
  const seconds = number('hours', values.ci ? '4.5' : '6', 0.1, 48) * HOUR;
  const plan = {
    seconds,
    speed: number('speed', '120', 1, 240),
    capacity: number('capacity', '40', 1, 5_000),
    minReplicas: 1,
    maxReplicas: number('max-pods', '6', 1, 40),
    coldStartSeconds: number('cold-start', '180', 0, 3_600),
    messagesPerSecond: number('messages', '10', 0, 1_000),
    roomSize: 10,
    seed: number('seed', '1', 0, 2 ** 31),
    deeds: deedsOf(values.deeds, faults),
    ledger: values.ledger,
  };
  const peak = number('peak', '200', 1, 5_000);
  const thresholds = {
    readyBefore: number('ready-before', String(THRESHOLDS.readyBefore), 0, 100),
    // A machine of CI has other work: there it only must not stand still.
    p99Ms: number('p99', String(values.ci ? CI_P99_MS : THRESHOLDS.p99Ms), 1, 60_000),
  };
  const from = values.from === undefined ? undefined : Number(values.from);
  if (from !== undefined && !(from >= 0))
    faults.push(`--from is "${values.from}", must be hours from the trace's start`);
  if (faults.length > 0) throw new DrillFault('bad-arguments', faults.join('; '));
  const trace = withPeak(traceNamed(values.trace, plan.seed), 1);
  const fromSecond = from === undefined ? (usualFrom(values.trace) ?? steepestFrom(trace, seconds)) : from * HOUR;
  if (fromSecond + seconds > secondsOf(trace)) {
    throw new DrillFault(
      'bad-trace',
      `${trace.name} ends before ${(fromSecond + seconds) / HOUR} hours of it are over`,
    );
  }
  const lived = withPeak(trace, peak / Math.max(highestWithin(trace, fromSecond, seconds), 1e-9));
  return {
    action: 'drill',
    plan: { ...plan, trace: lived, peak, fromSecond },
    thresholds,
    json: values.json,
    report: values.report,
  };
}

/** Mornings of a Tuesday, since traces begin on a Monday: an office fills until half past ten and goes to lunch, a day rises. */
const USUAL_HOURS: Readonly<Record<string, number>> = { office: 8 * 24 + 8, 'daily-wave': 8 * 24 + 8 };

function usualFrom(name: string): number | undefined {
  const hours = USUAL_HOURS[name];
  return hours === undefined ? undefined : hours * HOUR;
}

function traceNamed(name: string, seed: number): Trace {
  if (Object.hasOwn(GENERATORS, name)) return generateTrace(name as GeneratorName, DAYS, seed);
  return readTraceFile(name);
}

function highestWithin({ people, stepSeconds }: Trace, from: number, seconds: number): number {
  const part = people.subarray(Math.floor(from / stepSeconds), Math.ceil((from + seconds) / stepSeconds) + 1);
  return part.reduce((highest, value) => Math.max(highest, value), 0);
}

function deedsOf(text: string | undefined, faults: string[]): DrillPlan['deeds'] {
  return (text ?? '')
    .split(',')
    .filter(Boolean)
    .flatMap((one) => {
      const [, name = '', minutes = ''] = /^(\w+)@(\d+(?:\.\d+)?)$/.exec(one.trim()) ?? [];
      const deed = DEEDS.find((known) => known === name);
      if (deed !== undefined) return [{ deed, second: Number(minutes) * 60 }];
      faults.push(`--deeds has "${one}", must be one of ${DEEDS.join(', ')} with a minute, like kill@60`);
      return [];
    });
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        trace: { type: 'string', default: 'office' },
        from: text,
        hours: text,
        speed: text,
        peak: text,
        capacity: text,
        'max-pods': text,
        'cold-start': text,
        messages: text,
        deeds: text,
        seed: text,
        'ready-before': text,
        p99: text,
        ci: flag,
        json: flag,
        report: text,
        ledger: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new DrillFault('bad-arguments', error instanceof Error ? error.message : 'it cannot be read', error);
  }
}
