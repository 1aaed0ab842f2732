/** A pod of the simulated pool. People are counted by kind of visit, and in fractions: it is a flow, not a crowd of souls. */
export interface PoolPod {
  readonly name: string;
  readonly createdAt: number;
  readonly readyAt: number;
  /** "starting" and "open" are as Kubernetes has them; "shut" serves those whom it has and takes nobody; "leaving" lets go. */
  state: 'starting' | 'open' | 'shut' | 'leaving';
  /** Since when it is shut; null while it is not. */
  shutAt: number | null;
  /** When a leaving pod is killed, whoever is still there. */
  killAt: number;
  readonly guests: Float64Array;
  /** The sum of its guests. */
  count: number;
}

/** Those who are not on any pod, by kind of visit. */
export type Guests = Float64Array;

/**
 * Gives people to the emptiest pods first, as a front proxy with least connections does, up to what each may hold and takes
 * at once. Found by halving the level that all are filled to.
 *
 * @returns how many found a place
 */
export function fillEmptiest(pods: readonly PoolPod[], people: Guests, capacity: number, atOnce: number): number {
  let wanted = 0;
  for (const value of people) wanted += value;
  if (wanted <= 0 || pods.length === 0) return 0;
  const room = roomAt(pods, Number.POSITIVE_INFINITY, capacity, atOnce);
  const placed = Math.min(wanted, room);
  if (placed <= 0) return 0;
  let [low, high] = [0, capacity];
  if (placed < room) {
    for (let halving = 0; halving < 16; halving++) {
      const level = (low + high) / 2;
      if (roomAt(pods, level, capacity, atOnce) < placed) low = level;
      else high = level;
    }
  }
  const atLevel = roomAt(pods, high, capacity, atOnce);
  const share = atLevel > 0 ? placed / atLevel : 0;
  for (const pod of pods) {
    const here = roomOf(pod, high, capacity, atOnce) * share;
    if (here <= 0) continue;
    for (let kind = 0; kind < people.length; kind++) {
      pod.guests[kind] = (pod.guests[kind] as number) + ((people[kind] as number) / wanted) * here;
    }
    pod.count += here;
  }
  for (let kind = 0; kind < people.length; kind++) people[kind] = (people[kind] as number) * (1 - placed / wanted);
  return placed;
}

function roomAt(pods: readonly PoolPod[], level: number, capacity: number, atOnce: number): number {
  let sum = 0;
  for (const pod of pods) sum += roomOf(pod, level, capacity, atOnce);
  return sum;
}

function roomOf({ count }: PoolPod, level: number, capacity: number, atOnce: number): number {
  const room = Math.min(level, capacity, count + atOnce) - count;
  return room > 0 ? room : 0;
}

/** What Kubernetes lets go first: what is not ready; what is cheapest to delete, where that is said; what is younger. */
export function byDeletion(costs: boolean): (one: PoolPod, other: PoolPod) => number {
  return (one, other) => {
    const starting = Number(other.state === 'starting') - Number(one.state === 'starting');
    if (starting !== 0) return starting;
    if (costs) {
      const shut = Number(other.state === 'shut') - Number(one.state === 'shut');
      if (shut !== 0) return shut;
      if (Math.round(one.count) !== Math.round(other.count)) return one.count - other.count;
    }
    return other.readyAt - one.readyAt;
  };
}
