import { parseAllDocuments } from 'yaml';

export type Labels = Readonly<Record<string, string>>;
/** By its name or its number. */
export type PortName = string | number;

export interface Probe {
  readonly httpGet?: { readonly port: PortName };
  readonly tcpSocket?: { readonly port: PortName };
  readonly grpc?: { readonly port: PortName };
}

interface KeyRef {
  readonly name?: string;
  readonly key: string;
}

export interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: KeyRef;
    readonly configMapKeyRef?: KeyRef;
  };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly env?: readonly EnvironmentEntry[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type?: string };
  };
  readonly topologySpreadConstraints?: readonly unknown[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly (Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly configMap?: { readonly name?: string };
    readonly secret?: { readonly secretName?: string; readonly items?: readonly { readonly key: string }[] };
    readonly emptyDir?: { readonly sizeLimit?: string };
  })[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** A part of a network policy's `from` or `to`. */
export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

export interface PolicyRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: PortName }[];
}

/** What rules read of any manifest. Its schema has seen it before, so that what is there has these shapes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly spec?: unknown;
  readonly data?: Labels;
  readonly stringData?: Labels;
}

/**
 * Every manifest of a text in YAML, in its order; what is empty between two lines of dashes is none.
 *
 * @throws Error when it is no YAML, or a part of it is no manifest
 * @example
 * parseManifests('{ apiVersion: v1, kind: Secret, metadata: { name: a } }').map(({ kind }) => kind) // => ['Secret']
 */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`It is no YAML: ${error.message}`);
    const given = document.toJS() as Partial<Manifest> | null;
    if (given === null) return [];
    if (!given.apiVersion || !given.kind || !given.metadata?.name) {
      throw new Error(`A manifest has no apiVersion, kind or name: ${JSON.stringify(given).slice(0, 200)}`);
    }
    return [given as Manifest];
  });
}

/** How a manifest is called in a sentence: `Deployment/origin`. */
export function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}
