import { containersOf, workloadsOf } from './cluster.ts';
import type { Container } from './manifest.ts';
import { quantity } from './quantity.ts';
import { fault, type Rule } from './rule.ts';

/** Volumes that Kubernetes' restricted profile lets a pod have. */
const VOLUMES = ['configMap', 'secret', 'emptyDir', 'persistentVolumeClaim', 'projected', 'downwardAPI', 'csi'];
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** What a pod may do to its node, and what it may take of it. */
export const POD_RULES = {
  *'runs-as-nobody'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      const { runAsNonRoot, runAsUser = 0, seccompProfile } = pod.securityContext ?? {};
      if (runAsNonRoot !== true || runAsUser < 1) yield fault(manifest, 'runs as root: set runAsNonRoot and runAsUser');
      if (seccompProfile?.type !== 'RuntimeDefault') yield fault(manifest, 'has no seccompProfile: set RuntimeDefault');
    }
  },

  *'no-privileges'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const { name, securityContext: given = {} } of containersOf(workload)) {
        const say = (sentence: string) => fault(workload.manifest, `${name} ${sentence}`);
        if (given.privileged) yield say('is privileged');
        if (given.allowPrivilegeEscalation !== false)
          yield say('may gain rights: set allowPrivilegeEscalation to false');
        const { drop = [], add = [] } = given.capabilities ?? {};
        if (!drop.includes('ALL') || add.length > 0) yield say('has capabilities: drop ALL and add none');
      }
    }
  },

  *'read-only-root'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const { name, securityContext } of containersOf(workload)) {
        if (securityContext?.readOnlyRootFilesystem === true) continue;
        yield fault(
          workload.manifest,
          `${name} may write to its image: set readOnlyRootFilesystem, mount what it writes`,
        );
      }
    }
  },

  *'apart-from-node'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name]);
      for (const name of shared) yield fault(manifest, `shares its node's ${name}: remove it`);
      const open = pod.containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort !== undefined));
      if (open) yield fault(manifest, 'opens a port of its node: remove hostPort');
    }
  },

  *'volumes-restricted'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      for (const volume of pod.volumes ?? []) {
        const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'nothing';
        if (!VOLUMES.includes(kind)) yield fault(manifest, `has a volume of kind ${kind}: the namespace refuses it`);
        if (kind === 'emptyDir' && volume.emptyDir?.sizeLimit === undefined) {
          yield fault(manifest, `may fill its node's disk through "${volume.name}": set sizeLimit`);
        }
      }
    }
  },

  *'resources-told'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const { name, resources = {} } of containersOf(workload)) {
        const { requests = {}, limits = {} } = resources;
        const missing = [
          ...['cpu', 'memory'].filter((key) => requests[key] === undefined).map((key) => `a request for ${key}`),
          ...(limits.memory === undefined ? ['a limit of memory'] : []),
        ];
        if (missing.length > 0) yield fault(workload.manifest, `${name} has not ${missing.join(' and ')}: set it`);
        else if (quantity(requests.memory ?? '') > quantity(limits.memory ?? '')) {
          yield fault(workload.manifest, `${name} asks for more memory than its limit`);
        }
      }
    }
  },

  *'probes-told'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      for (const container of pod.containers) {
        for (const probe of PROBES) {
          if (container[probe] === undefined) yield fault(manifest, `${container.name} has no ${probe}: add it`);
        }
      }
    }
  },

  *'probes-find-port'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      for (const container of pod.containers) {
        for (const port of probedPorts(container)) {
          const there = (container.ports ?? []).some(
            ({ name, containerPort }) => port === name || port === containerPort,
          );
          if (!there) yield fault(manifest, `${container.name} is probed at port ${port}, which it does not have`);
        }
      }
    }
  },

  *'images-fixed'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const { name, image = '' } of containersOf(workload)) {
        const tag = /:([^/:@]+)(?:@|$)/.exec(image)?.[1];
        const digest = /@sha256:[0-9a-f]{64}$/.test(image);
        if (digest || (tag !== undefined && tag !== 'latest')) continue;
        yield fault(workload.manifest, `${name} runs "${image}", which may be another tomorrow: name a version`);
      }
    }
  },
} as const satisfies Readonly<Record<string, Rule>>;

function probedPorts(container: Container) {
  return PROBES.flatMap((name) => {
    const { httpGet, tcpSocket, grpc } = container[name] ?? {};
    const port = (httpGet ?? tcpSocket ?? grpc)?.port;
    return port === undefined ? [] : [port];
  });
}
