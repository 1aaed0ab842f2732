import type { Cluster } from './cluster.ts';
import type { Fault, Rule } from './rule.ts';
import { NETWORK_RULES } from './rules-network.ts';
import { POD_RULES } from './rules-pod.ts';
import { SCALING_RULES } from './rules-scaling.ts';
import { WIRING_RULES } from './rules-wiring.ts';

/** Every rule that manifests keep, by its name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...POD_RULES,
  ...NETWORK_RULES,
  ...SCALING_RULES,
  ...WIRING_RULES,
};

/** Everything in these manifests that breaks a rule. */
export function findFaults(cluster: Cluster): (Fault & { readonly rule: string })[] {
  return Object.entries(RULES).flatMap(([rule, check]) => [...check(cluster)].map((found) => ({ rule, ...found })));
}
