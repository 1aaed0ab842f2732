import type { Collector } from './collector.ts';
import { CollectorCloudWatch } from './collector-cloudwatch.ts';
import { CollectorEdge } from './collector-edge.ts';
import { CollectorHttp } from './collector-http.ts';
import { CollectorPrometheus } from './collector-prometheus.ts';
import { CollectorPushed } from './collector-pushed.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { MetricSource } from './metric-source.ts';

/**
 * The collector of a metric. It opens no connection before it is asked.
 *
 * @throws ScalerFault `bad-source` where it could never answer
 */
export function openCollector(source: MetricSource, settings: CollectorSettings): Collector {
  switch (source.kind) {
    case 'prometheus':
      return new CollectorPrometheus(source, settings);
    case 'edge':
      return new CollectorEdge(source, settings);
    case 'http':
      return new CollectorHttp(source, settings);
    case 'cloudwatch':
      return new CollectorCloudWatch(source, settings);
    case 'pushed':
      return new CollectorPushed(source, settings);
  }
}
