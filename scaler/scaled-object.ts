import { MODES, type Mode } from './ladder.ts';
import { MOST_REPLICAS } from './policy-fields.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { ScaledObjectRef } from './scaler-protocol.ts';
import { workloadKey } from './snapshot.ts';
import type { Narrowing } from './stale-ladder.ts';

/** Whom KEDA asks for, read from its trigger. */
export interface ScaledObject {
  /** As `workloadKey` writes it. */
  readonly workload: string;
  readonly metricName: string;
  readonly narrowing: Narrowing;
}

type Metadata = ScaledObjectRef['scalerMetadata'];

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const WORKLOAD = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;
/** HPA asks for it in a path, so neither "/" nor "%" may be in it. "pods-" before the longest workload's name fits. */
const METRIC = /^[A-Za-z0-9][-A-Za-z0-9_.]{0,99}$/;

/**
 * Reads a ScaledObjectRef. Keys that are not ours are let be, since KEDA passes on the whole trigger (`scalerAddress`,
 * `enableTLS`, …). A key may end in `FromEnv`, as everywhere in KEDA: then KEDA has already put the value in its place,
 * or left the key out when the variable is not set.
 *
 * @throws ScalerFault `bad-metadata`, with every fault
 * @example
 * parseScaledObject({ name: 'web', namespace: 'shop', scalerMetadata: { workload: 'chat' } }).workload // => 'shop/chat'
 */
export function parseScaledObject(ref: ScaledObjectRef | null): ScaledObject {
  const faults: string[] = [];
  const { namespace = '', scalerMetadata = {} } = ref ?? {};
  if (!LABEL.test(namespace)) faults.push(`the namespace is ${quoted(namespace)}, must be that of the ScaledObject`);
  const workload = read(scalerMetadata, 'workload', faults) ?? '';
  if (workload === '') {
    faults.push('"workload" is missing, set it in the trigger (or set the variable that "workloadFromEnv" names)');
  } else if (!WORKLOAD.test(workload)) {
    faults.push(`"workload" is ${quoted(workload)}, must be a name from the file of workloads (a-z, 0-9, "-", ".")`);
  }
  const metricName = read(scalerMetadata, 'metricName', faults) ?? `pods-${workload}`;
  if (!METRIC.test(metricName) && WORKLOAD.test(workload)) {
    faults.push(`"metricName" is ${quoted(metricName)}, must be 1 to 100 letters, digits, "-", "_" or "."`);
  }
  const narrowing = readNarrowing(scalerMetadata, faults);
  if (faults.length > 0) throw new ScalerFault('bad-metadata', faults);
  return { workload: workloadKey(namespace, workload), metricName, narrowing };
}

function readNarrowing(metadata: Metadata, faults: string[]): Narrowing {
  const minReplicas = readCount(metadata, 'minReplicas', faults);
  const maxReplicas = readCount(metadata, 'maxReplicas', faults);
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    faults.push(`"minReplicas" is ${minReplicas}, must not be above "maxReplicas", ${maxReplicas}`);
  }
  const text = read(metadata, 'mode', faults);
  const mode = MODES.find((one): one is Mode => one === text);
  if (text !== undefined && mode === undefined) {
    faults.push(`"mode" is ${quoted(text)}, must be ${MODES.map(quoted).join(', ')}`);
  }
  return { minReplicas, maxReplicas, mode };
}

function readCount(metadata: Metadata, key: string, faults: string[]): number | undefined {
  const text = read(metadata, key, faults);
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MOST_REPLICAS) return count;
  faults.push(`"${key}" is ${quoted(text)}, must be a whole number from 0 to ${MOST_REPLICAS}`);
  return undefined;
}

/** The value of a key, or of the same with `FromEnv`; nothing counts as absent. */
function read(metadata: Metadata, key: string, faults: string[]): string | undefined {
  const [told, fromEnv] = [key, `${key}FromEnv`].map((name) => metadata[name]?.trim() || undefined);
  if (told !== undefined && fromEnv !== undefined && told !== fromEnv) {
    faults.push(`"${key}" is ${quoted(told)} and "${key}FromEnv" gives ${quoted(fromEnv)}, remove one of them`);
  }
  return told ?? fromEnv;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
