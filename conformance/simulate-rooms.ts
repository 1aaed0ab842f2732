/** `npm run simulate:rooms`: rooms, their log, and clients through many schedules, each chosen by a seed. Exit code 1: one went wrong. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { readPlan } from './command-line.ts';
import { parseSimulationPlan, SIMULATION_USAGE } from './simulate-rooms-plan.ts';

/** How many that failed are told in words. */
const TOLD = 5;

const plan = readPlan(SIMULATION_USAGE, parseSimulationPlan);

interface Told {
  readonly done?: number;
  readonly accepted?: number;
  readonly failed?: { readonly seed: number; readonly faults: readonly string[] };
}

const { seed, schedules, plant } = plan;
const begun = performance.now();
const failedSeeds: number[] = [];
let done = 0;
let accepted = 0;

function hear(told: Told): void {
  done += told.done ?? 0;
  accepted += told.accepted ?? 0;
  if (told.failed === undefined) return;
  failedSeeds.push(told.failed.seed);
  if (failedSeeds.length > TOLD) return;
  const again = `npm run simulate:rooms -- --schedules 1 --seed ${told.failed.seed}${plant ? ` --plant ${plant}` : ''}`;
  console.log(`Seed ${told.failed.seed} went wrong (${again}):\n  ${told.failed.faults.join('\n  ')}`);
}

const every = Math.min(availableParallelism(), schedules);
const threads = Array.from({ length: every }, (_, index) => {
  const workerData = { first: seed + index, last: seed + schedules - 1, every, plant };
  const thread = new Worker(new URL('simulate-rooms-thread.ts', import.meta.url), { workerData });
  thread.on('message', hear);
  return new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', () => resolve());
  });
});
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
await Promise.race([Promise.all(threads), interrupted]);

const seconds = Math.round((performance.now() - begun) / 100) / 10;
// Of all threads: on a machine that does other things too, this is what it cost.
const cpu = process.cpuUsage();
const cpuSeconds = Math.round((cpu.user + cpu.system) / 100_000) / 10;
const failed = failedSeeds.length;
console.log(
  `${done} of ${schedules} schedules in ${seconds} s (${cpuSeconds} s of processor), ${accepted} messages accepted: ${failed} went wrong`,
);
if (plan.json) {
  const result = {
    at: new Date().toISOString(),
    seed,
    schedules,
    done,
    accepted,
    seconds,
    cpuSeconds,
    failed,
    failedSeeds: failedSeeds.slice(0, 100),
  };
  console.log(JSON.stringify(result));
}
process.exit(failed > 0 || done < schedules ? 1 : 0);
