import type { CallerVerifier } from './caller.ts';
import type { WrittenDecision } from './decision-row.ts';
import type { EventBook } from './event-book.ts';
import type { Ledger } from './ledger.ts';
import type { Logger } from './logger.ts';
import type { MetricForecast } from './metric-state.ts';
import type { PushedInbox } from './pushed-inbox.ts';
import type { RequestRate } from './request-limiter.ts';
import type { SeriesStore } from './series-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { Freshness } from './stale-ladder.ts';
import type { Workload } from './workload.ts';

/** One metric as the REST API tells of it. */
type AboutMetric = Pick<Workload['metrics'][number], 'name' | 'kind' | 'capacityPerPod'>;

/** What the REST API tells of a workload. */
export interface AboutWorkload
  extends Pick<Workload, 'key' | 'name' | 'namespace' | 'stepSeconds' | 'model' | 'challenger'> {
  readonly metrics: readonly AboutMetric[];
}

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** As the table has it, "none" where no route matched: never what was asked. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Everything that the REST API reaches. */
export interface RestPorts {
  readonly workloads: () => readonly AboutWorkload[];
  readonly snapshots: Pick<SnapshotStore, 'latest'>;
  /** The last decision about a workload with the forecasts that it was made from, wherever it is known soonest. */
  readonly decision: (workload: string) => Promise<WrittenDecision | undefined>;
  /** What is foreseen of a metric for the day to come, beyond what decisions are made from. */
  readonly dayAhead?: (workload: string, metric: string) => MetricForecast | null;
  readonly series: Pick<SeriesStore, 'read'>;
  readonly inbox: Pick<PushedInbox, 'push'>;
  readonly ledger: Ledger;
  readonly events: EventBook;
  /** What must work for this process to be of use, by name: each rejects with a sentence. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  readonly verifier: CallerVerifier;
  /** Whether everybody may read. */
  readonly openReading: boolean;
  readonly rate: RequestRate;
  readonly freshness: Freshness;
  readonly logger: Logger;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly answered?: ((request: AnsweredRequest) => void) | undefined;
}
