import { POLICY_FIELDS, type Policy, type PolicyField, type PolicyName } from './policy-fields.ts';
import { ScalerFault } from './scaler-fault.ts';

/**
 * Kedastral's names for what is named otherwise here. Its steps are steps of the forecast, ours are seconds; its
 * `minReplicas`, `maxReplicas`, `headroom`, `quantileLevel` and `targetPerPod` have the same names here.
 */
const KEDASTRAL = {
  upMaxFactorPerStep: 'growFactor',
  downMaxPercentPerStep: 'shrinkPercent',
  prewarmWindowSteps: 'prewarmSeconds',
  leadTimeSeconds: 'leadSeconds',
} as const satisfies Record<string, PolicyName>;

type Given = Readonly<Record<string, unknown>>;

/**
 * Reads a policy. Nothing is repaired: every fault is told at once.
 *
 * As with Kedastral, a `quantileLevel` is used instead of `headroom`; a `headroom` without a `quantileLevel` multiplies
 * the mean. `roundingMode` may only be "ceil", since any other gives fewer pods than are needed.
 *
 * @param stepSeconds of the forecast: what Kedastral's `…PerStep` and `…Steps` count in
 * @param closesAhead whether its pods are closed ahead of a fall, which has defaults of its own
 * @throws ScalerFault `bad-policy`
 * @example
 * parsePolicy({ maxReplicas: 20, upMaxFactorPerStep: 1.5 }, 60).growSeconds // => 60
 * parsePolicy({ maxReplicas: 20, headroom: 1.2 }, 60).quantileLevel // => 0
 */
export function parsePolicy(given: unknown, stepSeconds: number, closesAhead = false): Policy {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ScalerFault('bad-policy', ['It must be an object with at least "maxReplicas"']);
  }
  const faults: string[] = [];
  const policy = readFields(ownNames({ ...given }, stepSeconds, faults), closesAhead, faults);
  if (policy.maxReplicas < policy.minReplicas) {
    faults.push(`maxReplicas is ${policy.maxReplicas}, must be at least minReplicas, ${policy.minReplicas}`);
  }
  if (policy.growFactor === 1 && policy.growPods === 0) {
    faults.push('growFactor is 1 and growPods is 0, so that no pod may ever be added: make one of them more');
  }
  if (faults.length > 0) throw new ScalerFault('bad-policy', faults);
  return policy;
}

/** The same under our names and in seconds. */
function ownNames(given: Given, stepSeconds: number, faults: string[]): Given {
  const { roundingMode, quantileLevel, ...own } = given as Record<string, unknown>;
  if (roundingMode !== undefined && roundingMode !== 'ceil') {
    faults.push(`roundingMode is ${say(roundingMode)}, must be "ceil": any other gives fewer pods than are needed`);
  }
  for (const [theirs, ours] of Object.entries(KEDASTRAL)) {
    const value = own[theirs];
    if (value === undefined) continue;
    if (own[ours] !== undefined) faults.push(`${theirs} and ${ours} are both set: they say the same, remove one`);
    delete own[theirs];
    own[ours] = ours === 'prewarmSeconds' ? stepsToSeconds(value, stepSeconds) : value;
  }
  // Per step means per step: four pods at once, the default besides our own growFactor, are not part of it.
  if (given.upMaxFactorPerStep !== undefined)
    Object.assign(own, { growSeconds: stepSeconds, growPods: own.growPods ?? 0 });
  if (given.downMaxPercentPerStep !== undefined) own.shrinkSeconds = stepSeconds;
  if (quantileLevel !== undefined) own.quantileLevel = parseLevel(quantileLevel);
  else if (own.headroom !== undefined) own.quantileLevel = 0;
  return own;
}

function stepsToSeconds(steps: unknown, stepSeconds: number): unknown {
  return Number.isInteger(steps) ? (steps as number) * stepSeconds : steps;
}

/** Kedastral writes a level also as "p90" or as "0.90". */
function parseLevel(level: unknown): unknown {
  if (typeof level !== 'string') return level;
  const percent = /^p(\d{1,2}(?:\.\d+)?)$/.exec(level)?.[1];
  if (percent !== undefined) return Number((Number(percent) / 100).toFixed(6));
  return /^0?\.\d+$|^0$/.test(level) ? Number(level) : level;
}

function readFields(own: Given, closesAhead: boolean, faults: string[]): Policy {
  const policy: Record<string, number> = {};
  for (const [name, field] of Object.entries<PolicyField>(POLICY_FIELDS)) {
    const unless = (closesAhead ? field.closingAhead : undefined) ?? field.default;
    const value = Object.hasOwn(own, name) ? own[name] : unless;
    if (value === undefined) faults.push(`${name} is missing, set ${ruleOf(field)}`);
    else if (keeps(field, value)) policy[name] = value;
    else faults.push(`${name} is ${say(value)}, must be ${ruleOf(field)}`);
  }
  for (const name of Object.keys(own)) {
    if (!Object.hasOwn(POLICY_FIELDS, name)) faults.push(`${name} is not a field of a policy: remove it`);
  }
  return policy as Policy;
}

function keeps(field: PolicyField, value: unknown): value is number {
  if (typeof value !== 'number' || !(value >= field.least && value <= field.most)) return false;
  return !field.whole || Number.isInteger(value);
}

function ruleOf({ whole, least, most }: PolicyField): string {
  return `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`;
}

function say(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? typeof value).slice(0, 40);
}
