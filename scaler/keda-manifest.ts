import { parseAllDocuments } from 'yaml';
import type { Timing } from './config.ts';
import type { Finding } from './finding.ts';
import { parseScaledObject } from './scaled-object.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { Workload } from './workload.ts';

interface GivenTrigger {
  readonly type?: string;
  readonly metricType?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

interface GivenScaledObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly pollingInterval?: number;
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly fallback?: { readonly behavior?: string };
    readonly triggers?: readonly GivenTrigger[];
    readonly advanced?: {
      readonly horizontalPodAutoscalerConfig?: {
        readonly behavior?: Readonly<
          Record<
            'scaleUp' | 'scaleDown',
            { readonly tolerance?: string | number; readonly stabilizationWindowSeconds?: number } | undefined
          >
        >;
      };
    };
  };
}

/** KEDA's own defaults. */
const POLL_SECONDS = 30;
const TOLERANCE = 0.1;
const MOST_REPLICAS = 100;
/** HPA's own default. */
const WINDOW_SECONDS = 300;

/**
 * Looks at the ScaledObjects in a YAML file: whether their triggers name workloads that there are, and whether KEDA will do
 * with our answers what they mean.
 */
export function checkManifest(text: string, workloads: readonly Workload[], timing: Timing): Finding[] {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap((document) => document.errors);
  if (broken.length > 0) return broken.map(({ message }) => ({ level: 'fault', about: 'YAML', sentence: message }));
  const objects = documents
    .map((document) => document.toJS() as GivenScaledObject | null)
    .filter((given): given is GivenScaledObject => given?.kind === 'ScaledObject');
  if (objects.length === 0) return [{ level: 'advice', about: 'YAML', sentence: 'it has no ScaledObject' }];
  return objects.flatMap((given) => checkObject(given, workloads, timing));
}

function checkObject(given: GivenScaledObject, workloads: readonly Workload[], timing: Timing): Finding[] {
  const { name = '', namespace = 'default' } = given.metadata ?? {};
  const about = `ScaledObject ${namespace}/${name}`;
  const findings: Finding[] = [];
  const find = (level: Finding['level'], sentence: string) => void findings.push({ level, about, sentence });
  const triggers = given.spec?.triggers ?? [];
  const ours = triggers.filter(({ type }) => type === 'external' || type === 'external-push');
  if (ours.length === 0) find('advice', 'none of its triggers is of type "external" or "external-push"');
  for (const trigger of ours) {
    const workload = checkTrigger(trigger, { name, namespace }, workloads, find);
    if (workload !== undefined) checkSpec(given, workload, find);
  }
  if (ours.length > 0) checkSurroundings(given, triggers.length, timing, find);
  if (!findings.some(({ level }) => level === 'fault')) find('ok', 'KEDA can ask with it');
  return findings;
}

type Find = (level: Finding['level'], sentence: string) => void;

function checkTrigger(
  { metadata = {}, metricType = 'AverageValue' }: GivenTrigger,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  workloads: readonly Workload[],
  find: Find,
): Workload | undefined {
  if (metricType !== 'AverageValue') {
    find(
      'fault',
      `metricType is "${metricType}", must be "AverageValue": "Value" multiplies by the pods and runs away`,
    );
  }
  const address = String(metadata.scalerAddress ?? '');
  if (!/^[A-Za-z0-9.-]+:\d+$/.test(address)) {
    find('fault', `scalerAddress is "${address}", must be a host and a port without "http://", as "scaler.keda:9090"`);
  }
  const given = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
  // Variables are only known in the cluster.
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => !key.endsWith('FromEnv')));
  if (known.workload === undefined && given.workloadFromEnv !== undefined) {
    find('advice', 'which workload it asks for is only known in the cluster, since "workloadFromEnv" says it');
    return undefined;
  }
  try {
    const { workload: key } = parseScaledObject({ name, namespace, scalerMetadata: known });
    const workload = workloads.find((one) => one.key === key);
    if (workload === undefined) {
      find(
        'fault',
        `its workload "${key}" is not in the file of workloads: add it, or correct "workload" or the namespace`,
      );
    }
    return workload;
  } catch (error) {
    if (!(error instanceof ScalerFault)) throw error;
    for (const reason of error.reasons) find('fault', reason);
    return undefined;
  }
}

/** What KEDA and HPA make of our answers. */
function checkSpec({ spec = {} }: GivenScaledObject, workload: Workload, find: Find): void {
  const { policy } = workload;
  const { maxReplicaCount = MOST_REPLICAS, minReplicaCount = 0 } = spec;
  if (maxReplicaCount < policy.maxReplicas) {
    find(
      'fault',
      `maxReplicaCount is ${maxReplicaCount}, below the policy's maxReplicas, ${policy.maxReplicas}: raise it`,
    );
  }
  if (minReplicaCount > policy.minReplicas) {
    find('advice', `minReplicaCount is ${minReplicaCount}, above the policy's minReplicas, ${policy.minReplicas}`);
  }
  const behavior = spec.advanced?.horizontalPodAutoscalerConfig?.behavior;
  for (const [direction, tolerance] of [
    ['scaleUp', policy.toleranceUp],
    ['scaleDown', policy.toleranceDown],
  ] as const) {
    const set = Number(behavior?.[direction]?.tolerance ?? TOLERANCE);
    if (Math.abs(set - tolerance) < 1e-9) continue;
    const field = direction === 'scaleUp' ? 'toleranceUp' : 'toleranceDown';
    find('fault', `${direction}.tolerance is ${set}, the policy's ${field} ${tolerance}: make them the same`);
  }
  checkHolding(behavior?.scaleDown?.stabilizationWindowSeconds ?? WINDOW_SECONDS, workload, find);
}

/** Two holds of pods that could go come one after the other; none leaves plain HPA's answer, told below `full`, unheld. */
function checkHolding(windowSeconds: number, { policy, leastMode }: Workload, find: Find): void {
  const held = policy.stabilizationSeconds;
  const window = 'scaleDown.stabilizationWindowSeconds';
  if (held > 0 && windowSeconds > 0) {
    find('advice', `pods go after ${held} s of stabilizationSeconds and ${windowSeconds} s of ${window}: set one to 0`);
  }
  if (held === 0 && windowSeconds === 0 && leastMode !== 'full') {
    find('advice', `nothing holds pods while the mode is below "full": set ${window} to ${WINDOW_SECONDS}`);
  }
}

function checkSurroundings({ spec = {} }: GivenScaledObject, triggers: number, timing: Timing, find: Find): void {
  const polls = spec.pollingInterval ?? POLL_SECONDS;
  if (polls !== timing.pollSeconds) {
    find(
      'advice',
      `pollingInterval is ${polls}, POLL_SECONDS ${timing.pollSeconds}: lead times are counted with the latter`,
    );
  }
  if (spec.fallback === undefined) {
    find('advice', 'it has no fallback: set one with behavior "currentReplicasIfHigher" for when this scaler is gone');
  } else if (spec.fallback.behavior !== 'currentReplicasIfHigher') {
    find('advice', 'fallback.behavior should be "currentReplicasIfHigher", so that a silent scaler takes no pod away');
  }
  if (triggers === 1) {
    find(
      'advice',
      'this is its only trigger: add one on the live metric itself, which holds while this scaler is gone',
    );
  }
}
