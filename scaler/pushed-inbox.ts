import type { Refusal, Sample } from './collector.ts';
import { RefusalTally } from './sample-sieve.ts';
import { ScalerFault } from './scaler-fault.ts';
import { isThere, placeOf, putSample, samplesBetween } from './sorted-samples.ts';

export interface PushedInboxOptions {
  /** Samples of one metric that wait at most. */
  readonly mostSamples?: number;
  /** How old a sample may be when it comes, and how long it then waits. */
  readonly keepSeconds?: number;
  /** How far ahead of our clock a sample may be. */
  readonly futureSeconds?: number;
  /** Of one metric; as many may come at once. */
  readonly samplesPerMinute?: number;
  /** Epoch milliseconds; the machine's own clock unless told. */
  readonly now?: () => number;
}

/** What became of samples that were pushed. */
export interface PushAnswer {
  readonly taken: number;
  readonly refusals: readonly Refusal[];
}

interface Box {
  /** Rising in time, one for each time. */
  samples: Sample[];
  /** How many may come now, and since when that is counted. */
  allowance: number;
  countedAt: number;
}

/**
 * Where samples wait that somebody pushes, until their collector comes by. Only metrics that were declared have a place,
 * and every place has a bound: in number, in age and in samples a minute. What is not taken is told with its reason.
 * They may come in any order; of two for one time the first stays, so that sending again changes nothing.
 */
export class PushedInbox {
  readonly #boxes = new Map<string, Box>();
  readonly #mostSamples: number;
  readonly #keepMs: number;
  readonly #futureMs: number;
  readonly #perMinute: number;
  readonly #now: () => number;

  constructor(options: PushedInboxOptions = {}) {
    const { mostSamples = 20_000, keepSeconds = 21_600, futureSeconds = 60, samplesPerMinute = 6_000 } = options;
    this.#mostSamples = mostSamples;
    this.#keepMs = keepSeconds * 1000;
    this.#futureMs = futureSeconds * 1000;
    this.#perMinute = samplesPerMinute;
    this.#now = options.now ?? Date.now;
  }

  /** Makes a place for a metric. Safe to repeat. */
  declare(workload: string, metric: string): void {
    const key = keyOf(workload, metric);
    if (this.#boxes.has(key)) return;
    this.#boxes.set(key, { samples: [], allowance: this.#perMinute, countedAt: this.#now() });
  }

  /** Ends the place of a metric, and forgets what waits in it. */
  withdraw(workload: string, metric: string): void {
    this.#boxes.delete(keyOf(workload, metric));
  }

  has(workload: string, metric: string): boolean {
    return this.#boxes.has(keyOf(workload, metric));
  }

  /** @throws ScalerFault `not-pushed` where there is no such place */
  push(workload: string, metric: string, samples: Iterable<Sample>): PushAnswer {
    const box = this.#boxes.get(keyOf(workload, metric));
    if (box === undefined) throw new ScalerFault('not-pushed', [`"${workload}" has no "${metric}"`]);
    const now = this.#now();
    this.#allow(box, now);
    const tally = new RefusalTally();
    let taken = 0;
    for (const sample of samples) {
      const reason = this.#flawOf(sample, box, now) ?? (isThere(box.samples, sample.at) ? 'duplicate' : undefined);
      if (reason !== undefined) {
        tally.add(reason, sample.at);
        continue;
      }
      putSample(box.samples, { at: sample.at, value: sample.value });
      box.allowance--;
      taken++;
    }
    return { taken, refusals: tally.refusals() };
  }

  /** What waits at and between two times, oldest first. It goes on waiting: a window may be asked for again. */
  read(workload: string, metric: string, fromAt: number, toAt: number): Sample[] {
    const { samples } = this.#boxes.get(keyOf(workload, metric)) ?? { samples: [] };
    return samplesBetween(samples, fromAt, toAt);
  }

  #allow(box: Box, now: number): void {
    const passed = Math.max(0, now - box.countedAt) / 60_000;
    box.allowance = Math.min(this.#perMinute, box.allowance + passed * this.#perMinute);
    box.countedAt = now;
    const old = placeOf(box.samples, now - this.#keepMs);
    if (old > 0) box.samples.splice(0, old);
  }

  #flawOf({ at, value }: Sample, box: Box, now: number) {
    if (box.allowance < 1) return 'too-many';
    if (!Number.isSafeInteger(at) || at < 0) return 'bad-time';
    if (!Number.isFinite(value)) return 'not-finite';
    if (at > now + this.#futureMs) return 'future';
    if (at < now - this.#keepMs) return 'too-old';
    return box.samples.length >= this.#mostSamples ? 'too-many' : undefined;
  }
}

/** A name with "/" or a NUL cannot pass for another: JSON keeps the two apart. */
function keyOf(workload: string, metric: string): string {
  return JSON.stringify([workload, metric]);
}
