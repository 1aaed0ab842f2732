import type { Series } from '#forecast-lib';
import type { Collector } from './collector.ts';
import type { EventSource } from './event-factor.ts';
import type { Forecaster } from './forecaster.ts';
import type { Hands } from './hands-open.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './meter.ts';
import type { MetricSource } from './metric-source.ts';
import type { SeriesStore } from './series-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { StateStore } from './state-store.ts';
import type { Workload } from './workload.ts';

/** Everything that a round reaches. */
export interface TickPorts {
  readonly collectorOf: (workload: Workload, source: MetricSource) => Collector;
  readonly handsOf: (workload: Workload) => Hands;
  readonly series: SeriesStore;
  readonly states: StateStore;
  readonly snapshots: SnapshotStore;
  readonly forecaster: Forecaster;
  readonly events: EventSource;
  /** Learns what events brought; `baseline` is what each sample would have been without any. */
  readonly learnLifts: (workload: string, series: Series, baseline: Float64Array) => Promise<void>;
  /** Writes down without waiting: what cannot be written yet waits elsewhere. */
  readonly write: (entry: LedgerEntry) => void;
  readonly meter: Meter;
  readonly log: Logger;
  /** How long sources may take in a round; three fifths of the step at most. */
  readonly collectSeconds: number;
  /** How old a measurement may be to be taken for now. */
  readonly liveSeconds: number;
}
