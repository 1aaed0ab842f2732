import { RestFault } from './rest-fault.ts';
import type { AboutWorkload, RestPorts } from './rest-ports.ts';
import { ScalerFault } from './scaler-fault.ts';

/**
 * The workload that somebody means by `namespace/name`, or by a name that only one namespace has.
 *
 * @throws ScalerFault `unknown-workload`, `ambiguous-workload`
 */
export function findWorkload(text: string, { workloads }: Pick<RestPorts, 'workloads'>): AboutWorkload {
  const found = workloads().filter(({ key, name }) => key === text || name === text);
  const [first] = found;
  if (first === undefined) throw new ScalerFault('unknown-workload', [`asked for was "${text}"`]);
  if (found.length > 1 && first.key !== text) {
    throw new RestFault('ambiguous-workload', { reasons: found.slice(0, 20).map(({ key }) => key) });
  }
  return first;
}

/** A part of a list that is in order of its keys: what comes after the cursor, and the cursor for what follows. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  limit: number,
  cursor: string | undefined,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const sorted = items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const rest = cursor === undefined ? sorted : sorted.filter((item) => keyOf(item) > cursor);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: rest.length > limit && last !== undefined ? keyOf(last) : null };
}

/** Those that are asked for, with the cursor for what follows. */
export function pickWorkloads(
  { workload, limit, cursor }: { workload?: string | undefined; limit: number; cursor?: string | undefined },
  ports: Pick<RestPorts, 'workloads'>,
): { readonly items: readonly AboutWorkload[]; readonly next: string | null } {
  if (workload !== undefined) return { items: [findWorkload(workload, ports)], next: null };
  return pageOf(ports.workloads(), ({ key }) => key, limit, cursor);
}
