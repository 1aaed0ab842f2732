/** A thread that runs its share of schedules and tells of each that went wrong. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SimulationShare } from './simulate-rooms-plan.ts';
import { simulateRoom } from './simulation.ts';

const { first, last, every, plant } = workerData as SimulationShare;
/** How many are told of at once. */
const TOLD_EACH = 500;

// Nobody asks here where a fault was made, and to find that out costs.
Error.stackTraceLimit = 0;

let done = 0;
let accepted = 0;
for (let seed = first; seed <= last; seed += every) {
  const simulated = await simulateRoom(seed, plant);
  accepted += simulated.accepted;
  if (simulated.faults.length > 0) parentPort?.postMessage({ failed: { seed, faults: simulated.faults } });
  if (++done === TOLD_EACH || seed + every > last) {
    parentPort?.postMessage({ done, accepted });
    done = 0;
    accepted = 0;
  }
}
