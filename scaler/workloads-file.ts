import { isNode, LineCounter, parseDocument } from 'yaml';
import { MODES } from './ladder.ts';
import type { MetricSource } from './metric-source.ts';
import { parsePolicy } from './policy.ts';
import type { Policy } from './policy-fields.ts';
import { promqlFlaw } from './promql-syntax.ts';
import { ScalerFault } from './scaler-fault.ts';
import { workloadKey } from './snapshot.ts';
import { closesAhead, GIVEN_WORKLOAD, type GivenWorkload, type Sticky, type Workload } from './workload.ts';
import { type FieldFault, fieldFaults, sayPath } from './workload-faults.ts';

type Table = Readonly<Record<string, unknown>>;

/** Ten thousand workloads are about 5 MB. */
const LONGEST = 32 * 1024 * 1024;

/**
 * Reads the file of workloads: YAML (so JSON too) with `workloads:`, a list, and perhaps `defaults:`, fields that every
 * workload has that does not say otherwise. Nothing is repaired: every fault is told at once, with its line.
 *
 * @param models that may be named; any unless told
 * @throws ScalerFault `bad-workloads`
 */
export function parseWorkloads(text: string, models?: readonly string[]): Workload[] {
  if (text.length > LONGEST) throw new ScalerFault('bad-workloads', [`It is longer than ${LONGEST} characters`]);
  const file = openFile(text);
  const faults: string[] = [];
  const workloads: Workload[] = [];
  const seen = new Map<string, number>();
  for (const [index, given] of file.workloads.entries()) {
    const { workload, wrong } = readWorkload(withDefaults(file.defaults, given), models);
    const again = workload === undefined ? undefined : seen.get(workload.key);
    if (again !== undefined)
      wrong.push({ path: ['name'], sentence: `is that of workloads[${again}] too: make it another` });
    if (workload !== undefined && again === undefined) seen.set(workload.key, index);
    faults.push(...wrong.map((fault) => file.say(index, fault)));
    if (workload !== undefined) workloads.push(workload);
  }
  if (faults.length > 0) throw new ScalerFault('bad-workloads', faults);
  return workloads;
}

interface OpenFile {
  readonly workloads: readonly unknown[];
  readonly defaults: Table;
  say(index: number, fault: FieldFault): string;
}

function openFile(text: string): OpenFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const wrong = document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`);
    throw new ScalerFault('bad-workloads', wrong);
  }
  const root = asTable(toValue(document));
  const unknown = Object.keys(root ?? {}).filter((key) => key !== 'workloads' && key !== 'defaults');
  if (root === undefined || !Array.isArray(root.workloads) || unknown.length > 0) {
    const found = unknown.length > 0 ? `${unknown.join(', ')} is not known here` : '"workloads", a list, is missing';
    throw new ScalerFault('bad-workloads', [`${found}: it must have "workloads" and may have "defaults"`]);
  }
  const lineOf = (path: readonly PropertyKey[]) => {
    const node = document.getIn(path, true);
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined;
  };
  return {
    workloads: root.workloads,
    defaults: asTable(root.defaults) ?? {},
    say: (index, { path, sentence }) => {
      const whole = ['workloads', index, ...path];
      const line = lineOf(whole) ?? lineOf(['defaults', ...path]) ?? nearestLine(whole, lineOf);
      return `line ${line}: ${sayPath(whole)} ${sentence}`;
    },
  };
}

/** The line of the part that should have had it. */
function nearestLine(
  path: readonly PropertyKey[],
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
): number {
  for (let length = path.length - 1; length > 0; length--) {
    const line = lineOf(path.slice(0, length));
    if (line !== undefined) return line;
  }
  return 1;
}

function toValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    throw new ScalerFault('bad-workloads', ['its aliases (*) cannot be followed'], error);
  }
}

function withDefaults(defaults: Table, given: unknown): unknown {
  const own = asTable(given);
  if (own === undefined) return given;
  const policy = asTable(own.policy);
  if (own.policy !== undefined && policy === undefined) return { ...defaults, ...own };
  return { ...defaults, ...own, policy: { ...asTable(defaults.policy), ...policy } };
}

interface Read {
  readonly workload: Workload | undefined;
  readonly wrong: FieldFault[];
}

function readWorkload(given: unknown, models: readonly string[] | undefined): Read {
  const parsed = GIVEN_WORKLOAD.safeParse(given, { reportInput: true });
  const wrong = parsed.success ? [] : fieldFaults(parsed.error.issues);
  const policy = readPolicy(asTable(given) ?? {}, wrong);
  if (!parsed.success || policy === undefined) return { workload: undefined, wrong };
  const metrics = readMetrics(parsed.data, policy, wrong);
  wrong.push(...faultsBetween(parsed.data, models), ...queryFaults(parsed.data));
  const { data } = parsed;
  const key = workloadKey(data.namespace, data.name);
  return { workload: { ...data, key, metrics, policy, ...optional(data), sticky: stickyOf(data) }, wrong };
}

function optional({ challenger, pods, lettingGo }: GivenWorkload) {
  return { challenger, pods, lettingGo };
}

function stickyOf({ lettingGo, metrics, stepSeconds }: GivenWorkload): Sticky | undefined {
  const people = lettingGo?.people ?? metrics[0]?.name;
  if (lettingGo === undefined || people === undefined || !closesAhead(lettingGo)) return undefined;
  return { people, rules: { ...lettingGo.rules, roundSeconds: stepSeconds } };
}

function readPolicy(given: Table, wrong: FieldFault[]): Policy | undefined {
  const step = typeof given.stepSeconds === 'number' ? given.stepSeconds : 60;
  try {
    return parsePolicy(given.policy, step, closesAhead(asTable(given.lettingGo)));
  } catch (error) {
    if (!(error instanceof ScalerFault)) throw error;
    wrong.push(...error.reasons.map(policyFault));
    return undefined;
  }
}

/** The policy's reader names the field first. */
function policyFault(reason: string): FieldFault {
  const field = /^([A-Za-z]+) (.*)$/s.exec(reason);
  if (field === null || field[1] === 'It') return { path: ['policy'], sentence: `cannot be used: ${reason}` };
  return { path: ['policy', field[1] as string], sentence: field[2] as string };
}

function readMetrics({ metrics }: GivenWorkload, policy: Policy, wrong: FieldFault[]): MetricSource[] {
  return metrics.map((metric, index) => {
    const first = metrics.findIndex(({ name }) => name === metric.name);
    if (first !== index)
      wrong.push({ path: ['metrics', index, 'name'], sentence: `is that of metrics[${first}] too: make it another` });
    const capacityPerPod = metric.capacityPerPod ?? policy.targetPerPod;
    if (!(capacityPerPod > 0)) {
      const sentence = 'is missing, set what one pod carries (or targetPerPod in the policy)';
      wrong.push({ path: ['metrics', index, 'capacityPerPod'], sentence });
    }
    return { ...metric, capacityPerPod };
  });
}

function queryFaults({ metrics, pods }: GivenWorkload): FieldFault[] {
  const asked = [
    ...metrics.map((metric, index) => ({ path: ['metrics', index, 'query'], from: metric })),
    { path: ['pods', 'query'], from: pods },
  ];
  return asked.flatMap(({ path, from }) => {
    const flaw = from?.kind === 'prometheus' ? promqlFlaw(from.query) : undefined;
    return flaw === undefined ? [] : [{ path, sentence: flaw }];
  });
}

/** What no field shows alone. */
function faultsBetween(given: GivenWorkload, models: readonly string[] | undefined): FieldFault[] {
  const wrong: FieldFault[] = [];
  if (MODES.indexOf(given.leastMode) > MODES.indexOf(given.mode)) {
    wrong.push({ path: ['leastMode'], sentence: `is "${given.leastMode}", must not be above mode, "${given.mode}"` });
  }
  for (const field of ['model', 'challenger'] as const) {
    const name = given[field];
    if (name !== undefined && models?.includes(name) === false) {
      wrong.push({ path: [field], sentence: `is "${name}", must be one of ${models.join(', ')}` });
    }
  }
  if (given.challenger === given.model) {
    wrong.push({ path: ['challenger'], sentence: 'is the model itself: name another or remove it' });
  }
  if (given.lettingGo !== undefined && given.pods?.kind !== 'kubernetes') {
    wrong.push({ path: ['lettingGo'], sentence: 'needs pods of kind "kubernetes": add them or remove it' });
  }
  const { people, closeAhead, drainUrl } = given.lettingGo ?? {};
  if (people !== undefined && given.metrics.every(({ name }) => name !== people)) {
    wrong.push({ path: ['lettingGo', 'people'], sentence: `is "${people}", must be the name of one of the metrics` });
  }
  if (closeAhead === true && drainUrl === undefined) {
    wrong.push({ path: ['lettingGo', 'closeAhead'], sentence: 'needs drainUrl, where pods are asked: set it' });
  }
  return wrong;
}

function asTable(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined;
}
