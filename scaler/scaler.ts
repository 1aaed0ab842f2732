import type { Config } from './config.ts';
import { doorFindings } from './doors.ts';
import { ForecasterThread } from './forecaster-thread.ts';
import { startGrpcServer } from './grpc-server.ts';
import { openKeepers } from './keepers.ts';
import { LedgerOutbox } from './ledger-outbox.ts';
import type { Logger } from './logger.ts';
import { MeterPrometheus } from './meter.ts';
import { startMetricsServer } from './metrics-server.ts';
import { openBook } from './open-book.ts';
import { PushedInbox } from './pushed-inbox.ts';
import { restPorts } from './rest-ports-live.ts';
import { startRestServer } from './rest-server.ts';
import { startScheduler } from './scheduler.ts';
import { openSources } from './sources-open.ts';
import { Stopping } from './stopping.ts';
import type { TickPorts } from './tick-ports.ts';
import { startUpkeep } from './upkeep.ts';
import type { Workload } from './workload.ts';
import { WorkloadRun } from './workload-run.ts';
import { readWorkloads } from './workloads-read.ts';

/** A scaler that runs. */
export interface Scaler {
  readonly grpcPort: number;
  readonly restPort: number;
  readonly metricsPort: number;
  /** Ends everything within about twenty seconds: who asks goes elsewhere first, and what was decided is written down. */
  close(): Promise<void>;
}

export interface ScalerOptions {
  /** Epoch milliseconds; the machine's own clock unless told. */
  readonly now?: () => number;
  /** How many times as fast as that clock "now" runs, for a drill that lives hours in minutes: 1 unless told. */
  readonly speed?: number;
}

const FLUSH_SECONDS = 5;

/**
 * Starts everything: the door that KEDA comes to, the API for people, metrics, and the rounds that decide.
 *
 * @throws ScalerFault `bad-workloads`, `bad-source`, `bad-tls`, `data`, `port`
 */
export async function startScaler(
  config: Config,
  log: Logger,
  { now = Date.now, speed = 1 }: ScalerOptions = {},
): Promise<Scaler> {
  const stopping = new Stopping(log);
  try {
    return await start(config, log, { now, speed }, stopping);
  } catch (error) {
    await stopping.stop();
    throw error;
  }
}

async function start(
  config: Config,
  log: Logger,
  { now, speed }: Required<ScalerOptions>,
  stopping: Stopping,
): Promise<Scaler> {
  const workloads = await readWorkloads(config);
  for (const { level, about, sentence } of doorFindings(config)) {
    if (level === 'advice') log.log('warn', 'door', { about, sentence });
  }
  const meter = new MeterPrometheus();
  const metrics = stopping.keep('metrics', await startMetricsServer(meter.registry, config.metrics));
  const keepers = stopping.keep('keepers', await openKeepers(config.keeper, log));
  const inbox = new PushedInbox({ now });
  const sources = stopping.keep('sources', openSources(workloads, config, { meter, log, inbox, now }));
  const events = stopping.keep(
    'events',
    openBook(
      keepers.ledger,
      workloads.map(({ key }) => key),
      log,
      now,
    ),
  );
  const outbox = new LedgerOutbox(keepers.ledger, meter, log);
  stopping.keep('ledger', { close: async () => void (await outbox.close(FLUSH_SECONDS)) });
  stopping.keep('upkeep', startUpkeep(keepers, events, log, { ledgerDays: config.ledgerDays, now }));
  const known = new Set(workloads.map(({ key }) => key));
  const grpc = await startGrpcServer(config.grpc, {
    store: keepers.snapshots,
    knows: (workload) => known.has(workload),
    freshness: config.freshness,
    now,
    logger: log,
    answered: ({ call, status, seconds, rung }) => {
      meter.observe('breakwater_scaler_grpc_seconds', { call }, seconds);
      meter.add('breakwater_scaler_grpc_calls_total', { call, status: String(status), rung: rung ?? 'none' });
      meter.set('breakwater_scaler_grpc_streams', {}, grpc.streams());
    },
  });
  stopping.keep('grpc', grpc);
  const ports: TickPorts = {
    ...sources.ports,
    series: keepers.series,
    states: keepers.states,
    snapshots: keepers.snapshots,
    forecaster: stopping.keep('forecaster', new ForecasterThread(log)),
    events: events.book,
    learnLifts: (...learned) => events.book.learn(...learned),
    write: (entry) => outbox.add(entry),
    meter,
    log,
    collectSeconds: 10,
    liveSeconds: config.freshness.liveSeconds,
  };
  const runs = await openRuns(workloads, config, ports, now);
  const about = { config, log, meter, keepers, inbox, book: events.book, workloads, runs, now };
  const rest = stopping.keep('rest', await startRestServer(config.rest, restPorts(about)));
  stopping.keep('rounds', startScheduler(runs, ports, { refitSeconds: config.timing.refitSeconds, now, speed }));
  stopping.keep('door', { close: async () => grpc.retire() });
  const listening = { grpcPort: grpc.port, restPort: rest.port, metricsPort: metrics.port };
  log.log('info', 'scaler-started', { place: config.place, workloads: workloads.length, ...listening });
  return { ...listening, close: () => stopping.stop() };
}

/** Workloads as they stood when this process or another decided about them last. */
async function openRuns(workloads: readonly Workload[], config: Config, ports: TickPorts, now: () => number) {
  return Promise.all(
    workloads.map(async (workload) => {
      const run = new WorkloadRun(workload, config.timing, now());
      try {
        const kept = await ports.states.load(workload.key);
        run.restore(kept);
        // Answers go on from here, as old as they are, until the first round is over.
        if (kept.run !== undefined) await ports.snapshots.put(kept.run.snapshot);
      } catch (error) {
        ports.log.log('warn', 'state-not-loaded', { workload: workload.key, reason: String(error) });
      }
      return run;
    }),
  );
}
