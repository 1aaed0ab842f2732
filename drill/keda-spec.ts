/** When the scaler answers with errors for too long, KEDA tells HPA this many pods instead. */
export interface KedaFallback {
  /** More errors in a row than this, counted for each metric. */
  readonly failureThreshold: number;
  readonly replicas: number;
  readonly behavior: 'static' | 'currentReplicas' | 'currentReplicasIfHigher' | 'currentReplicasIfLower';
}

export interface KedaTrigger {
  readonly kind: 'external' | 'external-push';
  /** HPA is told what the poll loop saw last, and asks nobody itself. */
  readonly useCachedMetrics: boolean;
}

/** A ScaledObject, as far as it decides anything. */
export interface KedaSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Pods while no trigger is active; undefined where minReplicas are then kept, or none where that is 0. */
  readonly idleReplicas?: number;
  readonly pollingSeconds: number;
  /** How long after a trigger was active last the last pods go. */
  readonly cooldownSeconds: number;
  readonly fallback?: KedaFallback;
  readonly triggers: readonly KedaTrigger[];
}

export const DEFAULT_KEDA = { pollingSeconds: 30, cooldownSeconds: 300 } as const;
