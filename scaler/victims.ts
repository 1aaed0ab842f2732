/** A pod, as far as letting it go is concerned. */
export interface Candidate {
  readonly name: string;
  readonly ready: boolean;
  readonly createdAt: number;
  /** Connections that it holds; null when that is not known. */
  readonly connections: number | null;
  /** Whether it is closed to newcomers, or will be. */
  readonly closed?: boolean;
}

export interface Ranked {
  /** The pods that go first, the first of them first. */
  readonly victims: readonly string[];
  /** For every pod its deletion cost: Kubernetes lets the cheapest go. */
  readonly costs: Readonly<Record<string, number>>;
}

/** The largest that Kubernetes reads: a pod of which nothing is known is let go last. */
const MOST_COST = 2 ** 31 - 1;
/** What being open costs beside closed ones: more connections than any pod has. */
const OPEN_COST = 2 ** 30;

/**
 * Which pods are let go when there shall be fewer: those that are not ready, then those that are closed to
 * newcomers, the emptiest first, and of two that are equally
 * empty the younger, since it is warmed up less.
 *
 * @param fewer how many are to go
 * @example
 * rankVictims([{ name: 'a', ready: true, createdAt: 1, connections: 9 }, { name: 'b', ready: true, createdAt: 2, connections: 3 }], 1).victims // => ['b']
 */
export function rankVictims(pods: readonly Candidate[], fewer: number): Ranked {
  const some = pods.some(({ closed }) => closed === true);
  const costs = new Map(pods.map((pod) => [pod, costOf(pod) + (some && isOpen(pod) ? OPEN_COST : 0)]));
  const cost = (pod: Candidate) => Math.min(costs.get(pod) as number, MOST_COST);
  const ranked = [...pods].sort((one, other) => cost(one) - cost(other) || other.createdAt - one.createdAt);
  return {
    victims: ranked.slice(0, Math.max(0, fewer)).map(({ name }) => name),
    costs: Object.fromEntries(ranked.map((pod) => [pod.name, cost(pod)])),
  };
}

function isOpen({ ready, closed }: Candidate): boolean {
  return ready && closed !== true;
}

function costOf({ ready, connections }: Candidate): number {
  if (!ready) return -1;
  if (connections === null || !Number.isFinite(connections)) return MOST_COST;
  return Math.min(Math.max(0, Math.round(connections)), MOST_COST);
}
