import { findManifest, portsOf, selects, specsOf, type Workload, workloadsOf } from './cluster.ts';
import type { Labels, Peer, PolicyRule, PortName, Selector } from './manifest.ts';
import { fault, type Rule } from './rule.ts';

interface ServiceSpec {
  readonly selector?: Labels;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: PortName }[];
}

interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
}

interface IngressSpec {
  readonly tls?: readonly { readonly hosts?: readonly string[] }[];
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths: readonly { readonly backend: { readonly service?: Backend } }[] };
  }[];
}

interface Backend {
  readonly name: string;
  readonly port: { readonly name?: string; readonly number?: number };
}

const EVERYBODY = (selector: Selector) => selects(selector, {});
const HOUR_SECONDS = 3600;
/** Pods that no workload here makes: cert-manager starts them. */
const MADE_BY_OTHERS = ['acme-solver'];

/** Who may speak to whom, and by which port. */
export const NETWORK_RULES = {
  *'service-finds-port'(cluster) {
    for (const { manifest, spec } of specsOf<ServiceSpec>(cluster, 'Service')) {
      const behind = workloadsOf(cluster).filter(({ labels }) => selects({ matchLabels: spec.selector ?? {} }, labels));
      if (spec.selector === undefined || behind.length !== 1) {
        yield fault(manifest, `selects ${behind.length} workloads, must select one`);
        continue;
      }
      for (const { name = '', port, targetPort = port } of spec.ports ?? []) {
        if (hasPort(behind[0], targetPort)) continue;
        yield fault(manifest, `sends "${name}" to port ${targetPort}, which no container has`);
      }
    }
  },

  *'ingress-finds-service'(cluster) {
    for (const { manifest, spec } of specsOf<IngressSpec>(cluster, 'Ingress')) {
      for (const { service } of (spec.rules ?? [])
        .flatMap(({ http }) => http?.paths ?? [])
        .map((path) => path.backend)) {
        const found = findManifest(cluster, 'Service', service?.name)?.spec as ServiceSpec | undefined;
        const there = found?.ports?.some(
          ({ name, port }) => service?.port.name === name || service?.port.number === port,
        );
        if (!there) yield fault(manifest, `sends to "${service?.name}" at a port that is not there`);
      }
    }
  },

  *'ingress-keeps-sockets'(cluster) {
    for (const { manifest, spec } of specsOf<IngressSpec>(cluster, 'Ingress')) {
      const notes = manifest.metadata.annotations ?? {};
      for (const name of ['proxy-read-timeout', 'proxy-send-timeout']) {
        const seconds = Number(notes[`nginx.ingress.kubernetes.io/${name}`] ?? 60);
        if (seconds < HOUR_SECONDS)
          yield fault(manifest, `cuts sockets after ${seconds} s of ${name}: give them an hour`);
      }
      const covered = new Set((spec.tls ?? []).flatMap(({ hosts = [] }) => hosts));
      for (const { host = '' } of spec.rules ?? []) {
        if (!covered.has(host)) yield fault(manifest, `serves "${host}" without TLS: name it under tls`);
      }
    }
  },

  *'default-deny'(cluster) {
    for (const namespace of new Set(workloadsOf(cluster).map(({ manifest }) => manifest.metadata.namespace))) {
      const closed = specsOf<PolicySpec>(cluster, 'NetworkPolicy').some(({ manifest, spec }) => {
        const both = ['Ingress', 'Egress'].every((type) => spec.policyTypes?.includes(type));
        const empty = spec.ingress === undefined && spec.egress === undefined;
        return manifest.metadata.namespace === namespace && EVERYBODY(spec.podSelector) && both && empty;
      });
      if (!closed) yield { about: `Namespace/${namespace}`, sentence: 'lets everything through: deny all by default' };
    }
  },

  *'policy-for-every-pod'(cluster) {
    for (const { manifest, labels } of workloadsOf(cluster)) {
      const own = specsOf<PolicySpec>(cluster, 'NetworkPolicy').some(({ manifest: policy, spec }) => {
        const here = policy.metadata.namespace === manifest.metadata.namespace;
        return here && !EVERYBODY(spec.podSelector) && selects(spec.podSelector, labels);
      });
      if (!own) yield fault(manifest, 'has no network policy of its own, so it can be reached by nobody: add one');
    }
  },

  *'policy-finds-pods'(cluster) {
    const pods = workloadsOf(cluster).map(({ labels }) => labels);
    for (const { manifest, spec } of specsOf<PolicySpec>(cluster, 'NetworkPolicy')) {
      if (MADE_BY_OTHERS.includes(manifest.metadata.name)) continue;
      const meant = [
        spec.podSelector,
        ...peersOf(spec)
          .filter(isOurs)
          .map(({ podSelector }) => podSelector ?? {}),
      ];
      for (const selector of meant) {
        if (pods.some((labels) => selects(selector, labels))) continue;
        yield fault(manifest, `means pods that are not there: ${JSON.stringify(selector)}`);
      }
    }
  },

  *'policy-finds-port'(cluster) {
    for (const { manifest, spec } of specsOf<PolicySpec>(cluster, 'NetworkPolicy')) {
      const selected = workloadsOf(cluster).filter(({ labels }) => selects(spec.podSelector, labels));
      for (const { ports = [] } of spec.ingress ?? []) {
        for (const { port } of ports) {
          if (port === undefined || selected.length === 0 || selected.some((one) => hasPort(one, port))) continue;
          yield fault(manifest, `lets port ${port} in, which no container has`);
        }
      }
    }
  },

  *'policy-both-ways'(cluster) {
    const workloads = workloadsOf(cluster);
    const policies = specsOf<PolicySpec>(cluster, 'NetworkPolicy');
    for (const { manifest, spec } of policies) {
      for (const { to = [], ports = [] } of spec.egress ?? []) {
        for (const target of workloads.filter(({ labels }) => to.some((peer) => isOurs(peer) && means(peer, labels)))) {
          const shut = ports.find(({ port }) => {
            return !policies.some(({ spec: other }) => lets(other, target, spec.podSelector, port));
          });
          if (shut === undefined) continue;
          yield fault(
            manifest,
            `lets out to ${target.manifest.metadata.name}:${shut.port}, which lets nobody in from there`,
          );
        }
      }
    }
  },
} as const satisfies Readonly<Record<string, Rule>>;

function hasPort(workload: Workload | undefined, wanted: PortName): boolean {
  return workload !== undefined && portsOf(workload).some(({ name, port }) => wanted === name || wanted === port);
}

function peersOf({ ingress = [], egress = [] }: PolicySpec): Peer[] {
  return [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
}

/** A peer in the policy's own namespace. */
function isOurs({ podSelector, namespaceSelector }: Peer): boolean {
  return podSelector !== undefined && namespaceSelector === undefined;
}

function means({ podSelector }: Peer, labels: Labels): boolean {
  return podSelector !== undefined && selects(podSelector, labels);
}

/** Whether a policy of `target` lets in who is selected by `from`, at a port. */
function lets(policy: PolicySpec, target: Workload, from: Selector, port: PortName | undefined): boolean {
  if (!selects(policy.podSelector, target.labels)) return false;
  return (policy.ingress ?? []).some((rule) => {
    const atPort = rule.ports === undefined || rule.ports.some((one) => one.port === port);
    const who = rule.from === undefined || rule.from.some((peer) => means(peer, from.matchLabels ?? {}));
    return atPort && who;
  });
}
