/** How people come and go, beside how many there are. */
export interface SessionFlow {
  readonly at: number;
  readonly connections: number;
  /** Connections opened in all. */
  readonly opened: number;
  /** The part of those who are there that leaves in a second; null until two looks are known. */
  readonly leavePerSecond: number | null;
  /** When so many left at once that it was no leaving; null while that never happened. */
  readonly stormAt: number | null;
}

/** After so long, what was learned counts half. */
const HALF_LIFE_SECONDS = 1800;
const MOST_PER_SECOND = 1;

/** So many times as many as usual leave, and this part of all besides, before it is a storm. */
const STORM_TIMES = 3;
const STORM_SHARE = 0.1;

/**
 * Learns how fast people leave from how many there are and how many came: whoever came and is not there has left. A counter
 * that went back to the start, as after a restart, teaches nothing. Nor does a storm: where far more left in a moment than
 * ever do, whether they came back in it or not, they were cut off, and say nothing of how long people stay.
 *
 * @param opened connections opened in all; null where nobody counts them
 */
export function learnFlow(
  before: SessionFlow | null,
  at: number,
  connections: number,
  opened: number | null,
): SessionFlow | null {
  if (opened === null) return null;
  if (before === null) return { at, connections, opened, leavePerSecond: null, stormAt: null };
  const seconds = (at - before.at) / 1000;
  const there = (before.connections + connections) / 2;
  const { leavePerSecond: known, stormAt } = before;
  const now = { at, connections, opened };
  if (!(seconds > 0 && there > 0 && opened >= before.opened)) return { ...now, leavePerSecond: known, stormAt };
  const left = Math.max(0, opened - before.opened - (connections - before.connections));
  const usual = before.connections * (1 - staying(known, seconds));
  if (known !== null && left > STORM_TIMES * usual + STORM_SHARE * before.connections) {
    return { ...now, leavePerSecond: known, stormAt: at };
  }
  const rate = Math.min(left / there / seconds, MOST_PER_SECOND);
  const weight = known === null ? 1 : 1 - 0.5 ** (seconds / HALF_LIFE_SECONDS);
  return { ...now, leavePerSecond: (known ?? 0) * (1 - weight) + rate * weight, stormAt };
}

/**
 * The part of those who are there now that is still there after some time, if nobody is sent away.
 *
 * @example
 * staying(0.001, 0) // => 1
 * staying(0.001, 1000).toFixed(3) // => '0.368'
 */
export function staying(leavePerSecond: number | null, seconds: number): number {
  return Math.exp(-(leavePerSecond ?? 0) * seconds);
}

/** Who will come and who will go in a step of a forecast. */
export interface FlowStep {
  readonly arrivals: number;
  readonly departures: number;
}

/**
 * Arrivals and departures that go with a path of counts: people leave as they do, and what is then missing comes. Where the
 * path falls faster than people leave by themselves, nobody comes and more leave.
 *
 * @example
 * flowAlong([100, 100, 50], 60, 0.001).map(({ arrivals }) => Math.round(arrivals)) // => [6, 0]
 */
export function flowAlong(counts: readonly number[], stepSeconds: number, leavePerSecond: number): FlowStep[] {
  return counts.slice(1).map((count, index) => {
    const before = counts[index] as number;
    const leaving = before * (1 - staying(leavePerSecond, stepSeconds));
    const arrivals = Math.max(0, count - before + leaving);
    return { arrivals, departures: before + arrivals - count };
  });
}
