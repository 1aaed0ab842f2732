import { openCollector } from './collector-open.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { Config } from './config.ts';
import type { Executor } from './executor.ts';
import { ExecutorKeda } from './executor-keda.ts';
import { ExecutorKubernetes } from './executor-kubernetes.ts';
import { ProcessPool } from './executor-processes.ts';
import type { HttpClient } from './http-client.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { PodRelease } from './letting-go.ts';
import type { Logger } from './logger.ts';
import { type PodSource, UNSEEN_PODS } from './pod-source.ts';
import { PodSourceKubernetes } from './pod-source-kubernetes.ts';
import { PodSourceMetric } from './pod-source-metric.ts';
import type { Workload } from './workload.ts';

/** What reaches the pods of a workload: eyes and hands. */
export interface Hands {
  readonly pods: PodSource;
  readonly executor: Executor;
  readonly release: PodRelease | undefined;
}

export interface HandPorts {
  readonly config: Pick<Config, 'env'>;
  readonly api: KubernetesApi;
  readonly http: HttpClient;
  readonly settings: CollectorSettings;
  readonly log: Logger;
}

/** Opens what a workload's `pods`, `executor` and `lettingGo` name. */
export function openHands(workload: Workload, ports: HandPorts): Hands {
  const { namespace, executor, lettingGo } = workload;
  const { config, api, http, log } = ports;
  const release =
    lettingGo === undefined ? undefined : new PodRelease(lettingGo, namespace, { api, http, log, env: config.env });
  if (executor.kind === 'processes') {
    const pool = new ProcessPool({ ...executor, env: config.env }, http, log);
    return { pods: pool, executor: pool, release };
  }
  const pods = openPods(workload, ports);
  if (executor.kind === 'keda') return { pods, executor: new ExecutorKeda(), release };
  const { resource, target: name } = executor;
  return { pods, executor: new ExecutorKubernetes(api, { namespace, resource, name }), release };
}

function openPods({ pods, namespace, stepSeconds }: Workload, { api, settings }: HandPorts): PodSource {
  if (pods === undefined) return UNSEEN_PODS;
  if (pods.kind === 'kubernetes') return new PodSourceKubernetes(api, namespace, pods.selector);
  const { query } = pods;
  const source = { name: 'pods', kind: 'prometheus', query, capacityPerPod: 1, timeoutSeconds: 10 } as const;
  return new PodSourceMetric(openCollector(source, settings), stepSeconds);
}
