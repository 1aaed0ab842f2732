import { SETTINGS as POD_SETTINGS } from '#app';
import { CannotStart, parseConfig as parsePod } from '#origin';
import { parseConfig as parseScaler, SETTINGS as SCALER_SETTINGS, ScalerFault } from '#scaler';
import type { Environment } from '#settings';
import { type Cluster, findManifest, portsOf, type Workload } from './cluster.ts';
import type { Container, EnvironmentEntry } from './manifest.ts';

/** What a place of ours is told: its settings, how it reads them, and which of them open a port of which name. */
interface Reader {
  readonly names: readonly string[];
  readonly parse: (env: Environment) => unknown;
  readonly ports: Readonly<Record<string, string>>;
}

const READERS: Readonly<Record<string, Reader>> = {
  origin: {
    names: Object.keys(POD_SETTINGS),
    parse: parsePod,
    ports: { PORT: 'http', METRICS_PORT: 'metrics' },
  },
  scaler: {
    names: Object.keys(SCALER_SETTINGS),
    parse: parseScaler,
    ports: { GRPC_PORT: 'grpc', REST_PORT: 'rest', METRICS_PORT: 'metrics' },
  },
};

/** Read by Node itself, and named in the scaler's file of workloads. */
const OTHERS = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'CONTROL_TOKEN'];

/** What Kubernetes says of the pod to itself. */
const FIELDS: Readonly<Record<string, string>> = {
  'metadata.name': 'origin-7d9c5b6f4-x2x4q',
  'metadata.namespace': 'breakwater',
  'status.podIP': '10.1.2.3',
};

/** The environment of a container as the cluster makes it; of secrets, what their template says. */
export function environmentOf({ env = [], envFrom = [] }: Container, cluster: Cluster): Record<string, string> {
  const maps = envFrom.map(({ configMapRef }) => findManifest(cluster, 'ConfigMap', configMapRef?.name)?.data ?? {});
  const own = env.map((entry) => [entry.name, toldBy(entry, cluster)] as const);
  return { ...Object.assign({}, ...maps), ...Object.fromEntries(own) };
}

function toldBy({ value, valueFrom }: EnvironmentEntry, { secrets, manifests }: Cluster): string {
  const { fieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {};
  if (fieldRef !== undefined) return FIELDS[fieldRef.fieldPath] ?? '';
  const ref = secretKeyRef ?? configMapKeyRef;
  if (ref === undefined) return value ?? '';
  const found = [...secrets, ...manifests].find(({ metadata }) => metadata.name === ref.name);
  return found?.stringData?.[ref.key] ?? found?.data?.[ref.key] ?? '';
}

/** What the code of a place would refuse of what it is told here, in the code's own words. */
export function* environmentFaults(workload: Workload, cluster: Cluster): Iterable<string> {
  for (const container of workload.pod.containers) {
    const reader = READERS[container.name];
    if (reader === undefined) continue;
    const env = environmentOf(container, cluster);
    for (const name of Object.keys(env)) {
      if (!reader.names.includes(name) && !OTHERS.includes(name)) yield `is told ${name}, which it does not read`;
    }
    for (const [setting, port] of Object.entries(reader.ports)) {
      const opened = portsOf(workload).find(({ name }) => name === port)?.port;
      if (env[setting] !== String(opened)) yield `${setting} is ${env[setting]}, its port "${port}" is ${opened}`;
    }
    try {
      reader.parse(env);
    } catch (error) {
      if (!(error instanceof CannotStart || error instanceof ScalerFault)) throw error;
      for (const reason of error.reasons) yield reason;
    }
  }
}
