import type { Collector, Refusal } from './collector.ts';
import { openCollector } from './collector-open.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { Config } from './config.ts';
import { type Hands, openHands } from './hands-open.ts';
import { HttpClient } from './http-client.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './meter.ts';
import type { PushedInbox } from './pushed-inbox.ts';
import type { TickPorts } from './tick-ports.ts';
import type { Workload } from './workload.ts';

export interface SourcePorts {
  readonly meter: Meter;
  readonly log: Logger;
  readonly inbox: PushedInbox;
  readonly now: () => number;
}

/** Where metrics come from and where pods are. */
export interface Sources {
  readonly ports: Pick<TickPorts, 'collectorOf' | 'handsOf'>;
  close(): Promise<void>;
}

/**
 * Opens where metrics come from and where pods are; nothing is asked yet.
 *
 * @throws ScalerFault `bad-source`
 */
export function openSources(
  workloads: readonly Workload[],
  config: Pick<Config, 'env' | 'prometheusUrl' | 'kubernetes'>,
  { meter, log, inbox, now }: SourcePorts,
): Sources {
  const http = new HttpClient();
  const api = new KubernetesApi(config.kubernetes);
  const collectors = new Map<string, Collector>();
  const hands = new Map<string, Hands>();
  for (const workload of workloads) {
    const settings: CollectorSettings = {
      workload: workload.key,
      env: config.env,
      client: http,
      prometheusUrl: config.prometheusUrl,
      inbox,
      now,
      refused: (_metric: string, refusals: readonly Refusal[]) => {
        for (const { reason, count } of refusals)
          meter.add('breakwater_scaler_refused_samples_total', { reason }, count);
      },
    };
    for (const source of workload.metrics) {
      if (source.kind === 'pushed') inbox.declare(workload.key, source.name);
      collectors.set(`${workload.key} ${source.name}`, openCollector(source, settings));
    }
    hands.set(workload.key, openHands(workload, { config, api, http, settings, log }));
  }
  return {
    ports: {
      collectorOf: (workload: Workload, { name }: { name: string }) =>
        collectors.get(`${workload.key} ${name}`) as Collector,
      handsOf: (workload: Workload) => hands.get(workload.key) as Hands,
    },
    close: async () => {
      const hand = [...hands.values()].flatMap(({ pods, executor }) => [pods, executor]);
      await Promise.allSettled([...collectors.values(), ...hand].map((one) => one.close()));
      api.close();
      http.close();
    },
  };
}
