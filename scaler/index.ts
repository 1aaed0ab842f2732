/**
 * What others may use of the scaler. Those who simulate take the planner, which is pure, or `tick` with a world of their own
 * behind `TickPorts`; those who drill start the whole with `startScaler`.
 */

export * from './collector.ts';
export * from './config.ts';
export * from './decision-record.ts';
export * from './decision-row.ts';
export * from './event-factor.ts';
export * from './executor.ts';
export * from './executor-keda.ts';
export * from './fitted-models.ts';
export * from './forecaster.ts';
export * from './forecaster-thread.ts';
export * from './hpa.ts';
export * from './keda-manifest.ts';
export * from './keepers.ts';
export * from './ladder.ts';
export * from './ladder-score.ts';
export * from './lead-time.ts';
export * from './ledger.ts';
export * from './logger.ts';
export * from './meter.ts';
export * from './metric-forecast.ts';
export * from './metric-state.ts';
export * from './plan.ts';
export * from './plan-ahead.ts';
export * from './plan-input.ts';
export * from './plan-levels.ts';
export * from './pod-source.ts';
export * from './policy.ts';
export * from './policy-fields.ts';
export * from './ready-pods.ts';
export * from './rest-routes.ts';
export * from './sample-grid.ts';
export * from './scaled-object.ts';
export * from './scaler.ts';
export * from './scaler-fault.ts';
export * from './scaler-protocol.ts';
export * from './scheduler.ts';
export * from './series-store-memory.ts';
export * from './session-flow.ts';
export * from './settings.ts';
export * from './snapshot.ts';
export * from './snapshot-store-memory.ts';
export * from './stale-ladder.ts';
export * from './state-store-memory.ts';
export * from './sticky-plan.ts';
export * from './sticky-rules.ts';
export * from './sticky-scene.ts';
export * from './tick.ts';
export * from './tick-ports.ts';
export * from './workload.ts';
export * from './workload-decision.ts';
export * from './workload-run.ts';
export * from './workloads-file.ts';
