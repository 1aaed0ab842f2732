import type { LoadLatency } from './fanout-load.ts';
import type { Shape } from './fanout-shapes.ts';

/** One load and what it did. */
export interface OfferedLoad extends LoadLatency {
  /** Deliveries per second, or `single`, or `half`. */
  readonly load: string;
}

/** What a server took of loads that were offered whatever came back. */
export interface Climb {
  readonly loads: readonly OfferedLoad[];
  /** The greatest load that it took, in deliveries per second; 0 when it took none. */
  readonly sustainedPerSecond: number;
}

/** Half of what comes may be this late, in milliseconds: more means that the rest waits longer with every second. */
const SUSTAINED_P50_MS = 100;
const STEP = 4;
/** More than a machine can do. */
const MOST = 20_000_000;

/**
 * The loads that a server is offered until it does not take one, in deliveries per second: each four times the one
 * before, and the same for shapes of one size, so that servers can be compared.
 *
 * @example
 * ladderOf({ name: '1x1000', rooms: 1, people: 1000 }).slice(0, 3) // => [50000, 200000, 800000]
 * ladderOf({ name: '5000x2', rooms: 5000, people: 2 }).slice(0, 3) // => [3125, 12500, 50000]
 */
export function ladderOf({ people }: Shape): number[] {
  const loads: number[] = [];
  const least = people >= 300 ? 50_000 : people >= 20 ? 12_500 : 3_125;
  for (let load = least; load < MOST; load *= STEP) loads.push(load);
  return loads;
}

/**
 * Finds what a server takes in the open: a fixed rate, whatever comes back. A server that is always given its next messages
 * when it is done with the last gathers as many as may be under way, and does more than it would for people who speak
 * when they like; so half of saturation is half of this. Climbs until a load is not taken, looks twice in between, each
 * time in the middle (as a ratio), and offers half of the greatest that was taken.
 *
 * @param loads deliveries per second, rising
 */
export async function climb(
  loads: readonly number[],
  offer: (perSecond: number) => Promise<LoadLatency>,
): Promise<Climb> {
  const found: OfferedLoad[] = [];
  let taken = 0;
  let refused: number | undefined;
  for (const load of loads) {
    let result = await offer(load);
    // Once more: a machine with other things to do may have been late, and not the server.
    if (!isTaken(result)) result = await offer(load);
    if (!isTaken(result)) {
      refused = load;
      break;
    }
    found.push({ load: String(load), ...result });
    taken = load;
  }
  for (let look = 0; look < 2 && refused !== undefined && taken > 0; look++) {
    const between = Math.round(Math.sqrt(taken * refused));
    if (isTaken(await offer(between))) taken = between;
    else refused = between;
  }
  if (taken > 0) found.push({ load: 'half', ...(await offer(taken / 2)) });
  return { loads: found, sustainedPerSecond: taken };
}

function isTaken({ delivered, p50Ms }: LoadLatency): boolean {
  return delivered === 1 && p50Ms <= SUSTAINED_P50_MS;
}
