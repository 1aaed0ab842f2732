import { backfill } from './backfill.ts';
import { FitQueue } from './fit-queue.ts';
import { fitTrack, isFitDue } from './fit-track.ts';
import type { MetricTrack } from './metric-track.ts';
import { stepBefore, timeOfStep } from './sample-grid.ts';
import { tick } from './tick.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

export interface SchedulerOptions {
  readonly refitSeconds: number;
  /** How long a round may take; the step at most. */
  readonly roundSeconds?: number;
  /** Epoch milliseconds; the machine's own clock unless told. */
  readonly now?: () => number;
  /** How many times as fast as the machine's own clock "now" runs: 1 unless told. */
  readonly speed?: number;
}

/** Looks at every workload at its own times, and fits models when there is time. */
export interface Scheduler {
  /** One round for every workload, at its last time before now: for tests and the command line. */
  roundForAll(): Promise<void>;
  /** Resolves when no model waits to be fitted. */
  fitted(): Promise<void>;
  /** Ends rounds that are under way, and begins none. */
  close(): Promise<void>;
}

/** Rounds at one time: most of it is waiting for sources. */
const MOST_AT_ONCE = 64;
/** The longest that a timer sleeps, so that a clock that was set is noticed. */
const LONGEST_SLEEP_MS = 5_000;

/**
 * Starts looking at workloads. The first round of each begins at once; the times after that lie on the workload's grid,
 * which spreads them. A round that is not over when the next is due keeps that one from beginning.
 */
export function startScheduler(
  runs: readonly WorkloadRun[],
  ports: TickPorts,
  options: SchedulerOptions,
  started = true,
): Scheduler {
  const { now = Date.now, speed = 1, refitSeconds, roundSeconds = 20 } = options;
  const closing = new AbortController();
  const fits = new FitQueue();
  const busy = new Map<WorkloadRun, Promise<void>>();
  const waiting: WorkloadRun[] = [];

  const round = async (run: WorkloadRun, atOnce: boolean) => {
    const onGrid = timeOfStep(run.grid, stepBefore(run.grid, now()));
    const at = atOnce ? Math.max(onGrid, Math.floor(now() / 1000) * 1000) : onGrid;
    ports.meter.observe('breakwater_scaler_late_seconds', {}, Math.max(0, now() - at) / 1000);
    const bound = AbortSignal.timeout(Math.min(roundSeconds, run.workload.stepSeconds) * 1000);
    try {
      const decided = await tick(run, at, ports, AbortSignal.any([closing.signal, bound]));
      ports.meter.add('breakwater_scaler_ticks_total', { result: decided === undefined ? 'taken-over' : 'decided' });
    } catch (error) {
      ports.meter.add('breakwater_scaler_ticks_total', { result: 'broke' });
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      ports.log.log('error', 'round-broke', { workload: run.workload.key, reason });
    }
    for (const track of run.tracks) {
      if (isFitDue(track, at, refitSeconds)) fits.add(fitTask(run, track));
    }
    ports.meter.set('breakwater_scaler_fits_waiting', {}, fits.waiting);
  };

  const fitTask = (run: WorkloadRun, track: MetricTrack) => ({
    id: `${run.workload.key} ${track.source.name}`,
    rank: track.fittedAt === null ? 0 : 1,
    run: async () => {
      const isFirst = track.fittedAt === null;
      await learn(run, track, now(), ports, closing.signal);
      // A first forecast is worth a decision of its own: the next may be an hour away.
      if (isFirst && track.fittedAt !== null) begin(run, true);
    },
  });

  const begin = (run: WorkloadRun, atOnce = false) => {
    if (closing.signal.aborted || busy.has(run)) return;
    if (busy.size >= MOST_AT_ONCE) {
      if (!waiting.includes(run)) waiting.push(run);
      return;
    }
    const over = round(run, atOnce).finally(() => {
      busy.delete(run);
      const next = waiting.shift();
      if (next !== undefined) begin(next);
    });
    busy.set(run, over);
  };

  const timers = started ? startTimers(runs, begin, now, speed) : undefined;
  return {
    roundForAll: async () => {
      for (const run of runs) begin(run);
      while (busy.size > 0) await Promise.all(busy.values());
    },
    fitted: () => fits.idle(),
    close: async () => {
      timers?.stop();
      waiting.length = 0;
      closing.abort(new Error('The scaler stops'));
      await Promise.all([...busy.values(), fits.close()]);
    },
  };
}

/** Calls for each workload at once, and then at each of its times. One timer for all. */
function startTimers(
  runs: readonly WorkloadRun[],
  begin: (run: WorkloadRun) => void,
  now: () => number,
  speed: number,
) {
  const steps = new Map<WorkloadRun, number>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const at = now();
    let next = at + LONGEST_SLEEP_MS;
    for (const run of runs) {
      const step = stepBefore(run.grid, at);
      if (steps.get(run) !== step) {
        steps.set(run, step);
        begin(run);
      }
      next = Math.min(next, timeOfStep(run.grid, step + 1));
    }
    timer = setTimeout(look, Math.max(1, (next - now()) / speed));
  };
  timer = setTimeout(look, 0);
  return { stop: () => clearTimeout(timer) };
}

/** Fetches the past where that was not done yet, and fits. */
async function learn(
  run: WorkloadRun,
  track: MetricTrack,
  at: number,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const about = { workload: run.workload.key, metric: track.source.name };
  try {
    if (!track.backfilled) {
      const samples = await backfill(run, track, at, ports, signal);
      ports.log.log('info', 'backfilled', { ...about, samples });
    }
  } catch (error) {
    // What there is may be enough for a first model; the past is asked for again with the next.
    ports.log.log('warn', 'not-backfilled', {
      ...about,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  try {
    await fitTrack(run, track, at, ports);
  } catch (error) {
    ports.meter.add('breakwater_scaler_fit_faults_total', {});
    ports.log.log('warn', 'not-fitted', { ...about, reason: error instanceof Error ? error.message : String(error) });
  }
}
