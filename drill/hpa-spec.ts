/** A limit of pace: at most so many pods, or so many percent, within a period. */
export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

/** What HPA may do in one direction. */
export interface ScalingRules {
  readonly stabilizationSeconds: number;
  readonly select: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
}

export interface HpaBehavior {
  readonly up: ScalingRules;
  readonly down: ScalingRules;
}

/**
 * How far from its target a metric may be without HPA doing anything. The old form is one number for the whole cluster,
 * compared with the distance from 1; the new one, of Kubernetes 1.33, has one for each direction, compared with the ratio.
 * With the same number they differ at the edge, because of how computers round: from 20 pods to 22 is within the new form
 * of 0.1 and not within the old.
 */
export type HpaTolerance =
  | { readonly form: 'old'; readonly both: number }
  | { readonly form: 'new'; readonly up: number; readonly down: number };

export interface HpaSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly behavior: HpaBehavior;
  readonly tolerance: HpaTolerance;
}

/** What Kubernetes does where nobody says anything (autoscaling/v2, pkg/apis/autoscaling/v2/defaults.go). */
export const DEFAULT_BEHAVIOR: HpaBehavior = {
  up: {
    stabilizationSeconds: 0,
    select: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  },
  down: {
    stabilizationSeconds: 300,
    select: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  },
};

export const DEFAULT_HPA_TOLERANCE: HpaTolerance = { form: 'new', up: 0.1, down: 0.1 };

/** `behavior.scaleUp.tolerance: "0"` and `scaleDown`'s. */
export const NO_HPA_TOLERANCE: HpaTolerance = { form: 'new', up: 0, down: 0 };

/** HPA looks this often. */
export const HPA_SYNC_SECONDS = 15;
