import { randomBytes } from 'node:crypto';
import { jwtVerifier } from './caller.ts';
import type { Config } from './config.ts';
import { lastDecision } from './decision-row.ts';
import type { EventBook } from './event-book.ts';
import type { Keepers } from './keepers.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './meter.ts';
import type { PushedInbox } from './pushed-inbox.ts';
import type { RestPorts } from './rest-ports.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { Workload } from './workload.ts';
import type { WorkloadRun } from './workload-run.ts';

/** The parts of a scaler that its REST API tells of. */
export interface LiveParts {
  readonly config: Config;
  readonly log: Logger;
  readonly meter: Meter;
  readonly keepers: Keepers;
  readonly inbox: PushedInbox;
  readonly book: EventBook;
  readonly workloads: readonly Workload[];
  readonly runs: readonly WorkloadRun[];
  readonly now: () => number;
}

/** So many requests at once, as a part of those of a minute. */
const BURST = 1 / 3;

/** What the REST API of a running scaler reaches. */
export function restPorts({ config, log, meter, keepers, inbox, book, workloads, runs, now }: LiveParts): RestPorts {
  const byKey = new Map(runs.map((run) => [run.workload.key, run]));
  const { requestsPerMinute: perMinute } = config.rest;
  return {
    workloads: () => workloads,
    snapshots: keepers.snapshots,
    // Another replica may have decided while this one has not: then the ledger knows it.
    decision: async (workload) => byKey.get(workload)?.last ?? lastDecision(keepers.ledger, workload),
    dayAhead: (workload, metric) =>
      byKey.get(workload)?.tracks.find(({ source }) => source.name === metric)?.dayAhead ?? null,
    series: keepers.series,
    inbox,
    ledger: keepers.ledger,
    events: book,
    checks: {
      keepers: keepers.check,
      decisions: async () => {
        const silent = workloads.filter(({ key }) => keepers.snapshots.latest(key) === undefined);
        if (silent.length === 0) return;
        throw new ScalerFault('no-answer', [`nothing was decided yet about ${silent.length} workloads`]);
      },
    },
    verifier: jwtVerifier(config.auth, now),
    openReading: config.auth.openReading,
    rate: { perMinute, burst: Math.max(1, Math.ceil(perMinute * BURST)) },
    freshness: config.freshness,
    logger: log,
    newId: () => randomBytes(12).toString('hex'),
    now,
    answered: ({ method, route, status, seconds }) => {
      meter.observe('breakwater_scaler_request_seconds', { method, route, status: String(status) }, seconds);
    },
  };
}
