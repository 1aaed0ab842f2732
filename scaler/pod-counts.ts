import type { HttpClient } from './http-client.ts';
import type { Logger } from './logger.ts';
import type { Pod } from './pod-source.ts';
import type { LettingGo } from './workload.ts';

const TIMEOUT_SECONDS = 2;
const MOST_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 16;

/** A pod with what it says of itself; null where it does not. */
export interface CountedPod extends Pod {
  readonly connections: number | null;
  /** Connections that it ever let in. */
  readonly opened: number | null;
}

/** Asks a pod's own metrics what it holds. A pod that does not answer is one of which nothing is known. */
export async function countPod(
  pod: Pod,
  { metricsUrl, metric, openedMetric }: Pick<LettingGo, 'metricsUrl' | 'metric' | 'openedMetric'>,
  { http, log }: { readonly http: HttpClient; readonly log: Logger },
  signal: AbortSignal,
): Promise<CountedPod> {
  const unknown = { ...pod, connections: null, opened: null };
  if (pod.ip === null) return unknown;
  try {
    const url = new URL(metricsUrl.replaceAll('{ip}', hostOf(pod.ip)));
    const bounds = { timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_BYTES };
    const { status, text } = await http.ask({ method: 'GET', url, headers: {}, ...bounds }, signal);
    if (status !== 200) return unknown;
    return { ...pod, connections: sumOf(text, metric), opened: sumOf(text, openedMetric) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.log('warn', 'connections-unseen', { pod: pod.name, reason });
    return unknown;
  }
}

/** An address as URLs have it. */
export function hostOf(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

/**
 * The sum of a metric's samples in Prometheus' text format; null where there are none.
 *
 * @example
 * sumOf('# TYPE a gauge\na{room="x"} 3\na 4\nab 9\n', 'a') // => 7
 */
export function sumOf(text: string, metric: string): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(metric)) continue;
    const rest = line.slice(metric.length);
    const value = /^(?:\{.*\})?[ \t]+(\S+)/.exec(rest)?.[1];
    if (value !== undefined && Number.isFinite(Number(value))) sum = (sum ?? 0) + Number(value);
  }
  return sum;
}

/** Some at once, so that a hundred pods are neither asked one by one nor all together. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(task))));
  }
  return results;
}
