import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** What a thread that does nothing but one fit and its forecast held at most, in bytes. */
export interface MemoryPeak {
  readonly points: number;
  /** JavaScript objects and array buffers, above what was held before the fit; with what is not yet collected. */
  readonly peakBytes: number;
  /** Of how many looks, about one a millisecond. */
  readonly looks: number;
}

interface Held {
  readonly used_heap_size: number;
  readonly external_memory: number;
}

/**
 * Fits in a thread of its own, which has a heap of its own, and looks at it from outside while it works. A fit that is
 * shorter than a few looks is done over and over, with a collection before each.
 */
export async function measureMemory(model: string, points: number): Promise<MemoryPeak> {
  const worker = new Worker(new URL('./forecast-memory-thread.ts', import.meta.url), {
    workerData: { model, points },
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--expose')),
  });
  const failed = once(worker, 'error').then(([error]) => Promise.reject(error));
  const next = () => Promise.race([once(worker, 'message'), failed]);
  await next();
  const before = bytesOf(await worker.getHeapStatistics());
  let peak = before;
  let looks = 0;
  let working = true;
  const finished = next().then(() => {
    working = false;
  });
  worker.postMessage('fit');
  while (working) {
    peak = Math.max(peak, bytesOf(await worker.getHeapStatistics()));
    looks++;
    await after(1);
  }
  await finished;
  failed.catch(() => undefined);
  await worker.terminate();
  return { points, peakBytes: peak - before, looks };
}

function bytesOf({ used_heap_size, external_memory }: Held): number {
  return used_heap_size + external_memory;
}
