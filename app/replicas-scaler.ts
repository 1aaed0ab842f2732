import * as z from 'zod/mini';
import { ChatFault } from '#chat';
import type { AnalyticsQuery, ReplicasAnswer } from './analytics.ts';
import { timesOf } from './analytics-columns.ts';

/** Where the scaler's REST API is, and whose pods are asked for. */
export interface ScalerAddress {
  readonly url: string;
  readonly token: string | undefined;
  readonly workload: string | undefined;
}

const PATIENCE_MS = 5_000;
const PAGE = 200;
const MOST_PAGES = 20;
/** The scaler writes down every five minutes what stays the same: what is older than two of them is not known any more. */
const STALE_MS = 600_000;

const Decision = z.object({
  at: z.number(),
  told: z.number(),
  reactive: z.number(),
  /** The pods that were ready; scalers of before do not say. */
  ready: z.optional(z.nullable(z.number())),
});
const Decisions = z.object({ decisions: z.array(Decision), next: z.nullable(z.string()) });
const Status = z.object({
  workloads: z.array(
    z.object({ mode: z.nullable(z.string()), lastKnown: z.nullable(z.number()), decidedAt: z.nullable(z.number()) }),
  ),
});

const Metrics = z.object({ metrics: z.array(z.object({ metric: z.string(), capacityPerPod: z.number() })) });

export type ScalerDecision = z.infer<typeof Decision>;

/**
 * What the scaler decided, as columns. Pods that were ready are known of decisions that tell it, and of the last one.
 *
 * @throws ChatFault `source-unavailable`
 */
export async function readReplicas(scaler: ScalerAddress, query: AnalyticsQuery): Promise<ReplicasAnswer> {
  const { fromAt, toAt, stepSeconds } = query;
  const status = Status.safeParse(await ask(scaler, '/api/v1/scaling/status', {}));
  const [now] = status.success ? status.data.workloads : [];
  const decisions: ScalerDecision[] = [];
  const range = { from: String(Math.max(0, fromAt - STALE_MS)), to: String(toAt), limit: String(PAGE) };
  for (let page = 0, cursor: string | null = ''; cursor !== null && page < MOST_PAGES; page++) {
    const answer = await ask(scaler, '/api/v1/scaling/decisions', { ...range, ...(cursor !== '' && { cursor }) });
    const found = Decisions.safeParse(answer);
    if (!found.success) throw unreachable('the scaler answers in another way');
    decisions.push(...found.data.decisions);
    cursor = found.data.next;
  }
  const at = timesOf(query);
  const columns = replicaColumns(decisions, at);
  const latest = now?.decidedAt ?? Number.NaN;
  const ready = at.map((time, row) =>
    latest <= time && time - latest < stepSeconds * 1000
      ? (columns.ready[row] ?? now?.lastKnown ?? null)
      : (columns.ready[row] ?? null),
  );
  const target = targetOf(await ask(scaler, '/api/v1/metrics', {}));
  const about = { metric: 'replicas', source: 'scaler', stepSeconds, fromAt, mode: now?.mode ?? null, target } as const;
  return { ...about, columns: { at, ...columns, ready } };
}

/** How many connections a pod is meant to carry: of the metric that is called so, however the rest of its name. */
function targetOf(answer: unknown): number | null {
  const found = Metrics.safeParse(answer);
  const metrics = found.success ? found.data.metrics : [];
  return metrics.find(({ metric }) => /connection/i.test(metric))?.capacityPerPod ?? null;
}

/**
 * What held at each time: the last decision before it, unless that is too old.
 *
 * @example
 * replicaColumns([{ at: 1_000, told: 3, reactive: 2 }], [0, 1_000, 700_000]) // => { desired: [null, 3, null], reactive: [null, 2, null], ready: [null, null, null] }
 */
export function replicaColumns(decisions: readonly ScalerDecision[], times: readonly number[]) {
  const sorted = decisions.toSorted((one, other) => one.at - other.at);
  let index = -1;
  const held = times.map((time) => {
    while ((sorted[index + 1]?.at ?? Number.POSITIVE_INFINITY) <= time) index++;
    const last = sorted[index];
    return last === undefined || time - last.at > STALE_MS ? undefined : last;
  });
  const told = (what: 'told' | 'reactive' | 'ready') => held.map((one) => one?.[what] ?? null);
  return { desired: told('told'), reactive: told('reactive'), ready: told('ready') };
}

async function ask(
  { url, token, workload }: ScalerAddress,
  path: string,
  more: Record<string, string>,
): Promise<unknown> {
  const query = new URLSearchParams({ ...more, ...(workload !== undefined && { workload }) });
  try {
    const response = await fetch(`${url}${path}?${query}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw unreachable(`the scaler answers ${response.status}`);
  } catch (error) {
    throw error instanceof ChatFault ? error : unreachable('the scaler cannot be reached', error);
  }
}

function unreachable(found: string, cause?: unknown): ChatFault {
  return new ChatFault('source-unavailable', { found, cause });
}
