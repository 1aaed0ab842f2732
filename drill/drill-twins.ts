import type { DrillClock } from './drill-clock.ts';
import type { DrillPool } from './drill-pool.ts';
import { DEFAULT_BEHAVIOR, HPA_SYNC_SECONDS, type HpaSpec, NO_HPA_TOLERANCE } from './hpa-spec.ts';
import { NEW_HPA, syncHpa } from './hpa-twin.ts';
import { askFar, type NamedTarget, type ScalerClient } from './keda-ask.ts';
import { DEFAULT_KEDA, type KedaSpec } from './keda-spec.ts';
import { NEW_KEDA, pollKeda, readKeda } from './keda-twin.ts';

export interface TwinPlan {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly clock: DrillClock;
  /** Told of each change. */
  readonly scaled: (from: number, to: number) => void;
}

/** The twins of KEDA and HPA at work: they ask the scaler over its door, at their own times, and scale the pool. */
export async function driveTwins(
  pool: DrillPool,
  scaler: ScalerClient,
  plan: TwinPlan,
  signal: AbortSignal,
): Promise<void> {
  const { minReplicas, maxReplicas, clock } = plan;
  // The scaler itself waits before it lets a pod go, so HPA need not wait again.
  const behavior = { ...DEFAULT_BEHAVIOR, down: { ...DEFAULT_BEHAVIOR.down, stabilizationSeconds: 0 } };
  const hpaSpec: HpaSpec = { minReplicas, maxReplicas, behavior, tolerance: NO_HPA_TOLERANCE };
  const triggers = [{ kind: 'external', useCachedMetrics: false }] as const;
  const kedaSpec: KedaSpec = { ...DEFAULT_KEDA, minReplicas, maxReplicas, triggers };
  let [keda, hpa] = [NEW_KEDA, NEW_HPA];
  let named: NamedTarget[] = [];
  const scale = (to: number) => {
    const from = pool.desired;
    if (to === from) return;
    plan.scaled(from, to);
    pool.scale(to);
  };
  const syncMs = HPA_SYNC_SECONDS * 1000;
  for (let turn = 0, at = clock.now(); !signal.aborted; turn++) {
    if (turn % (DEFAULT_KEDA.pollingSeconds / HPA_SYNC_SECONDS) === 0) {
      const polled = await askFar(pollKeda(keda, kedaSpec, clock.now(), pool.desired), scaler);
      keda = polled.state;
      scale(polled.replicas);
    }
    const read = await askFar(readKeda(keda, kedaSpec, pool.desired, [named]), scaler);
    keda = read.state;
    if (read.readings.length > 0) named = read.readings.map(({ name, target }) => ({ name, target }));
    if (signal.aborted) return;
    const pods = { spec: pool.desired, status: pool.staying.length, ready: pool.ready };
    const synced = syncHpa(hpa, hpaSpec, { at: clock.now(), pods, readings: read.readings });
    hpa = synced.state;
    scale(synced.replicas);
    // One that came late does not come twice.
    at = Math.max(at + syncMs, clock.now());
    await clock.until(at, signal);
  }
}
