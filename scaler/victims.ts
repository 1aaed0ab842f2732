/** A pod, as far as letting it go is concerned. */
export interface Candidate {
  readonly name: string;
  readonly ready: boolean;
  readonly createdAt: number;
  /** Connections that it holds; null when that is not known. */
  readonly connections: number | null;
}

export interface Ranked {
  /** The pods that go first, the first of them first. */
  readonly victims: readonly string[];
  /** For every pod its deletion cost: Kubernetes lets the cheapest go. */
  readonly costs: Readonly<Record<string, number>>;
}

/** The largest that Kubernetes reads: a pod of which nothing is known is let go last. */
const MOST_COST = 2 ** 31 - 1;

/**
 * Which pods are let go when there shall be fewer: those that are not ready, then the emptiest, and of two that are equally
 * empty the younger, since it is warmed up less.
 *
 * @param fewer how many are to go
 * @example
 * rankVictims([{ name: 'a', ready: true, createdAt: 1, connections: 9 }, { name: 'b', ready: true, createdAt: 2, connections: 3 }], 1).victims // => ['b']
 */
export function rankVictims(pods: readonly Candidate[], fewer: number): Ranked {
  const ranked = [...pods].sort((one, other) => costOf(one) - costOf(other) || other.createdAt - one.createdAt);
  return {
    victims: ranked.slice(0, Math.max(0, fewer)).map(({ name }) => name),
    costs: Object.fromEntries(ranked.map((pod) => [pod.name, costOf(pod)])),
  };
}

function costOf({ ready, connections }: Candidate): number {
  if (!ready) return -1;
  if (connections === null || !Number.isFinite(connections)) return MOST_COST;
  return Math.min(Math.max(0, Math.round(connections)), MOST_COST);
}
