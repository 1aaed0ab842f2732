/** One number of a policy: what it may be, what it is when nobody says, and what it is for. Documents are made from this. */
export interface PolicyField {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  /** Absent when it must be told. */
  readonly default?: number;
  /** What it is instead where pods are closed ahead: those that wait for their people are then the pace. */
  readonly closingAhead?: number;
  readonly purpose: string;
}

const DAY_SECONDS = 86_400;

/** No policy may ask for more pods than this, whatever else it says. */
export const MOST_REPLICAS = 10_000;

/** Every field of a policy, flat, as it stands in the file of workloads. */
export const POLICY_FIELDS = {
  minReplicas: { least: 0, most: MOST_REPLICAS, whole: true, default: 1, purpose: 'Never fewer pods than this' },
  maxReplicas: { least: 1, most: MOST_REPLICAS, whole: true, purpose: 'Never more pods than this; must be told' },
  targetPerPod: {
    least: 0,
    most: 1e15,
    default: 0,
    purpose: 'What one pod carries of a metric that does not say it itself; 0 when each says it',
  },
  quantileLevel: {
    least: 0,
    most: 0.999,
    default: 0.9,
    closingAhead: 0.98,
    purpose: 'The quantile of the forecast that pods are planned for; 0 plans for the mean times headroom',
  },
  headroom: { least: 1, most: 100, default: 1, purpose: 'What the mean is multiplied with where quantileLevel is 0' },
  growFactor: { least: 1, most: 1000, default: 2, purpose: 'At most this many times as many pods after growSeconds' },
  growPods: { least: 0, most: MOST_REPLICAS, whole: true, default: 4, purpose: 'Or this many more, if that is more' },
  growSeconds: { least: 1, most: DAY_SECONDS, default: 15, purpose: 'The time in which growFactor and growPods count' },
  shrinkPercent: {
    least: 0,
    most: 100,
    default: 10,
    closingAhead: 100,
    purpose: 'At most this part fewer pods after shrinkSeconds',
  },
  shrinkSeconds: { least: 1, most: DAY_SECONDS, default: 60, purpose: 'The time in which shrinkPercent counts' },
  prewarmSeconds: { least: 0, most: DAY_SECONDS, default: 0, purpose: 'How much earlier than needed pods are ready' },
  stabilizationSeconds: {
    least: 0,
    most: DAY_SECONDS,
    default: 300,
    closingAhead: 0,
    purpose: 'Fewer pods only when none of the plans of this time wanted more',
  },
  toleranceUp: { least: 0, most: 1, default: 0.1, purpose: "HPA's scaleUp.tolerance, which it does not act below" },
  toleranceDown: { least: 0, most: 1, default: 0.1, purpose: "HPA's scaleDown.tolerance, which it does not act below" },
  overloadRisk: {
    least: 0,
    most: 0.5,
    default: 0,
    purpose:
      'The part of the time to come that may be overloaded: the cheapest plan within it; 0 plans by quantileLevel',
  },
  restartSeconds: {
    least: 0,
    most: DAY_SECONDS,
    default: 0,
    purpose: 'A pod that is needed again within this time is kept: so much running costs as much as a start',
  },
  outageFall: {
    least: 0,
    most: 1,
    default: 0.5,
    purpose: 'A fall below the usual by this part, unforeseen, is taken for an outage and takes no pod away; 0 never',
  },
  leadSeconds: { least: 0, most: DAY_SECONDS, default: 0, purpose: 'How long a pod takes to be ready; 0 learns it' },
} as const satisfies Record<string, PolicyField>;

export type PolicyName = keyof typeof POLICY_FIELDS;

/** How many pods a workload may have, and how they may become more and fewer. Parsed: every number is within its rule. */
export type Policy = { readonly [Name in PolicyName]: number };
