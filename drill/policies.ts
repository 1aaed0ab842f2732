import { ensemble, lastValue, seasonalNaive } from '#forecast-lib';
import { DEFAULT_BEHAVIOR, DEFAULT_HPA_TOLERANCE, type HpaBehavior, NO_HPA_TOLERANCE } from './hpa-spec.ts';
import { CRON, OFFSET } from './policy-habit.ts';
import { KEDASTRAL } from './policy-kedastral.ts';
import { ORACLE } from './policy-oracle.ts';
import { type PlannedOptions, plannedPolicy } from './policy-planned.ts';
import { reactivePolicy } from './policy-reactive.ts';
import type { PoolPolicy } from './pool-policy.ts';

/** The scaler itself waits before it lets a pod go, so HPA need not wait again. */
const NO_WAIT: HpaBehavior = { ...DEFAULT_BEHAVIOR, down: { ...DEFAULT_BEHAVIOR.down, stabilizationSeconds: 0 } };

const OURS: PlannedOptions = {
  name: 'Breakwater',
  about: 'the ensemble, planned for p98; pods shut ahead of a fall, waited for, then handed over',
  model: ensemble,
  policy: {},
  hpa: { behavior: NO_WAIT, tolerance: NO_HPA_TOLERANCE },
  handsOver: true,
  sticky: {},
};

/** Every policy that the benchmark knows. The first is what the others are compared with. */
export const POLICIES: readonly PoolPolicy[] = [
  reactivePolicy(0.2),
  reactivePolicy(0),
  reactivePolicy(0.5),
  reactivePolicy(0.2, NO_HPA_TOLERANCE),
  reactivePolicy(0.2, DEFAULT_HPA_TOLERANCE, true),
  CRON,
  OFFSET,
  plannedPolicy({ ...OURS, name: 'last value, planned', about: 'our planner over the last value', model: lastValue }),
  plannedPolicy({
    ...OURS,
    name: 'seasonal naive, planned',
    about: 'our planner over what was a day ago',
    model: () => seasonalNaive(),
  }),
  KEDASTRAL,
  plannedPolicy(OURS),
  plannedPolicy({
    ...OURS,
    name: 'Breakwater, default tolerance',
    about: 'the same where HPA does nothing within 10 %',
    hpa: { behavior: NO_WAIT, tolerance: DEFAULT_HPA_TOLERANCE },
  }),
  plannedPolicy({
    ...OURS,
    name: 'Breakwater, plain pods',
    about: 'the same with pods that can be shut, but drop whoever is left when they go',
    handsOver: false,
  }),
  ORACLE,
];

/** Breakwater's planner with other fields of the policy, for `--policy-fields`. */
export function breakwaterWith(fields: Readonly<Record<string, number>>, as?: string): PoolPolicy {
  const said =
    as ??
    Object.entries(fields)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  return plannedPolicy({ ...OURS, name: `Breakwater, ${said}`, policy: fields });
}
