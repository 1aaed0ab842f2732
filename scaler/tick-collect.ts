import type { MetricTrack } from './metric-track.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

/** Samples that wait for a store that is gone: about a day of one metric, each 15 s. */
const MOST_UNSAVED = 6000;

/** Collects one metric up to a time and keeps it. A source or a store that fails is told of, and nothing else happens. */
export async function collectMetric(
  run: WorkloadRun,
  track: MetricTrack,
  at: number,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<void> {
  const { kind } = track.source;
  const { stepSeconds } = run.workload;
  const fromAt = track.window.askFrom(at);
  const startedAt = performance.now();
  try {
    const collector = ports.collectorOf(run.workload, track.source);
    const window = { fromAt, toAt: at, stepSeconds, phaseMs: run.grid.phaseMs };
    const samples = await collector.collect(window, signal);
    track.window.take(samples);
    const waiting = new Map([...track.unsaved, ...samples].map((sample) => [sample.at, sample]));
    track.unsaved = [...waiting.values()].slice(-MOST_UNSAVED);
    const last = track.window.last;
    if (last !== undefined) {
      const labels = { workload: run.workload.key, metric: track.source.name };
      ports.meter.set('breakwater_scaler_metric_value', labels, last.value);
    }
  } catch (error) {
    const fault = error instanceof ScalerFault ? error.code : 'source-slow';
    ports.meter.add('breakwater_scaler_collect_faults_total', { kind, fault });
    const { workload } = run;
    const reason = error instanceof Error ? error.message : String(error);
    ports.log.log('warn', 'collect-failed', { workload: workload.key, metric: track.source.name, fault, reason });
  } finally {
    ports.meter.observe('breakwater_scaler_collect_seconds', { kind }, (performance.now() - startedAt) / 1000);
  }
  await saveSamples(run, track, ports);
}

/** Keeps what was collected; what the store does not take is offered again the next time. */
async function saveSamples(run: WorkloadRun, track: MetricTrack, ports: TickPorts): Promise<void> {
  const samples = track.unsaved;
  if (samples.length === 0) return;
  try {
    await ports.series.append(run.workload.key, track.source.name, samples);
    track.unsaved = track.unsaved.slice(samples.length);
  } catch (error) {
    ports.meter.add('breakwater_scaler_store_faults_total', { store: 'series' });
    ports.log.log('warn', 'series-not-kept', {
      workload: run.workload.key,
      metric: track.source.name,
      waiting: samples.length,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
