import type { AnalyticsMetric, AnalyticsQuery, Path } from '#app';
import { ChatFault } from '#chat';

const PATIENCE_MS = 10_000;

/** The numbers of all pods together, as the analytics name them. */
const QUERIES: Readonly<Record<AnalyticsMetric, (step: string) => string>> = {
  connections: (step) => `sum(avg_over_time(websocket_connections_active[${step}]))`,
  opened: (step) => `60 * sum(rate(breakwater_connections_total[${step}]))`,
  messages: (step) => `60 * sum(rate(messages_published_total{outcome="appended"}[${step}]))`,
  rejected: (step) => `60 * sum(rate(breakwater_connections_refused_total[${step}]))`,
};
/** A rate needs two samples, and places are scraped about every half minute. */
const SHORTEST_SECONDS = 120;

/**
 * What Prometheus knows of all pods: values at even times, null where it knows nothing.
 *
 * @throws ChatFault `source-unavailable`
 */
export async function readPrometheus(
  url: string,
  metric: AnalyticsMetric,
  query: AnalyticsQuery,
  signal: AbortSignal,
): Promise<Path> {
  const stepMs = query.stepSeconds * 1000;
  const startAt = Math.ceil(query.fromAt / stepMs) * stepMs;
  const endAt = Math.max(startAt, Math.floor(Math.min(query.toAt, Date.now()) / stepMs) * stepMs);
  const asked = new URLSearchParams({
    query: QUERIES[metric](`${Math.max(SHORTEST_SECONDS, query.stepSeconds)}s`),
    start: String(startAt / 1000),
    end: String(endAt / 1000),
    step: String(query.stepSeconds),
  });
  const points = pointsOf(await ask(`${url}/api/v1/query_range?${asked}`, signal));
  const length = (endAt - startAt) / stepMs + 1;
  const values = Array.from({ length }, (_, index) => points.get(startAt + index * stepMs) ?? null);
  return { startAt, stepMs, values };
}

async function ask(address: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw new ChatFault('source-unavailable', { found: `Prometheus answers ${response.status}` });
  } catch (cause) {
    if (cause instanceof ChatFault) throw cause;
    throw new ChatFault('source-unavailable', { found: 'Prometheus cannot be reached', cause });
  }
}

/** Values by time of the one series of a range query. */
function pointsOf(answer: unknown): Map<number, number> {
  const { data } = (answer ?? {}) as {
    data?: { result?: ReadonlyArray<{ values?: ReadonlyArray<[number, string]> }> };
  };
  const points = new Map<number, number>();
  for (const [seconds, text] of data?.result?.[0]?.values ?? []) {
    const value = Number(text);
    if (Number.isFinite(value)) points.set(Math.round(seconds * 1000), Math.round(value * 100) / 100);
  }
  return points;
}
