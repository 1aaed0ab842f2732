import type { Snapshot } from './snapshot.ts';

/** A snapshot of now: the plan wants 6 pods, plain HPA 4. */
export function snapshotOf(over: Partial<Snapshot> = {}): Snapshot {
  const at = over.decidedAt ?? Date.now();
  return {
    workload: 'shop/chat',
    decidedAt: at,
    mode: 'full',
    planned: 6,
    reactive: 4,
    neededNow: 4,
    lastKnown: 5,
    liveAt: at,
    forecastAt: at,
    ahead: null,
    minReplicas: 0,
    maxReplicas: 100,
    reason: 'as a test wants it',
    ...over,
  };
}
