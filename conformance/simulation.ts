import { NO_FINDINGS, SIGHT_FAULTS } from './sight.ts';
import { auditSights } from './sight-audit.ts';
import type { Plant } from './simulation-store.ts';
import { SimulatedWorld } from './simulation-world.ts';

/** How many things happen before everything heals. */
const STEPS = 130;
/** After so many of them nobody says anything new: what was missed is not seen by what comes after it. */
const TALKING = 70;
/** How long everybody may need to come to rest, in seconds: less than after which clients look for their old place anyway. */
const REST_ROUNDS = 45;
const MOST_UNDER_WAY = 5_000;

/** What a schedule showed. */
export interface Simulated {
  readonly seed: number;
  /** What must not be, in words; empty when all is well. */
  readonly faults: readonly string[];
  /** Messages that were acknowledged. */
  readonly accepted: number;
}

/** Runs one schedule: all that happens, and in which order, follows from the seed. */
export async function simulateRoom(seed: number, plant?: Plant): Promise<Simulated> {
  const world = new SimulatedWorld(seed, plant);
  try {
    await rest(world);
    let step = 0;
    await inTurns(() => {
      world.step(step > TALKING);
      return ++step < STEPS;
    });
    const rested = await rest(world);
    const views = world.clients.map(({ name, sights }) => ({ reader: name, sights }));
    const { findings, examples } = auditSights(world, views);
    const wrong = SIGHT_FAULTS.some((name) => findings[name] > NO_FINDINGS[name]);
    const faults = rested ? [] : [`somebody did not come to rest: ${stateOf(world)}`];
    return { seed, faults: wrong ? [...faults, ...examples] : faults, accepted: world.accepted.size };
  } finally {
    world.close();
  }
}

/** Nothing breaks any more. */
async function rest(world: SimulatedWorld): Promise<boolean> {
  for (let round = 0; round < REST_ROUNDS; round++) {
    let count = 0;
    await inTurns(() => world.wire.step() && ++count < MOST_UNDER_WAY);
    if (world.isAtRest) return true;
    await inTurns(() => {
      world.wait();
      return false;
    });
  }
  return false;
}

function stateOf({ clients, store }: SimulatedWorld): string {
  const told = clients.map(({ name, client }) => {
    const { state, position } = client;
    return `${name} is ${state.status} at ${position?.epoch}:${position?.offset} with ${client.unsent().length} unsent`;
  });
  return `${told.join(', ')}; the log is at ${store.newest.epoch}:${store.newest.offset}`;
}

/** Something happens while it says that there is more; after each time, whatever waits for nothing but its turn happens. */
function inTurns(happen: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      try {
        setImmediate(happen() ? next : resolve);
      } catch (error) {
        reject(error);
      }
    };
    next();
  });
}
