import type { CollectWindow, Refusal, RefusalReason, Sample } from './collector.ts';

/** What may stay. */
export interface SieveRules {
  readonly window: CollectWindow;
  /** Our time now, in epoch milliseconds. */
  readonly now: number;
  /** How far ahead of it a sample may be, for clocks differ. */
  readonly futureSeconds: number;
}

export interface Sifted {
  /** Finite, rising in time, one for each time, in the window. */
  readonly samples: readonly Sample[];
  readonly refusals: readonly Refusal[];
}

/**
 * Keeps what a collector may hand on, and counts the rest by its reason. Of two for one time the later one sent stays.
 *
 * @example
 * siftSamples([{ at: 60_000, value: NaN }, { at: 120_000, value: 2 }], { window: { fromAt: 0, toAt: 200_000, stepSeconds: 60 }, now: 200_000, futureSeconds: 30 }).samples // => [{ at: 120000, value: 2 }]
 */
export function siftSamples(samples: Iterable<Sample>, { window, now, futureSeconds }: SieveRules): Sifted {
  const tally = new RefusalTally();
  const kept = new Map<number, Sample>();
  let last = Number.NEGATIVE_INFINITY;
  let rising = true;
  for (const { at, value } of samples) {
    const reason = flawOf(at, value, window, now + futureSeconds * 1000);
    if (reason !== undefined) {
      tally.add(reason, at);
      continue;
    }
    if (kept.has(at)) tally.add('duplicate', at);
    rising &&= at > last;
    last = at;
    kept.set(at, { at, value });
  }
  const list = [...kept.values()];
  return { samples: rising ? list : list.sort((one, other) => one.at - other.at), refusals: tally.refusals() };
}

function flawOf(at: number, value: number, window: CollectWindow, latest: number): RefusalReason | undefined {
  if (!Number.isSafeInteger(at) || at < 0) return 'bad-time';
  if (!Number.isFinite(value)) return 'not-finite';
  if (at > latest) return 'future';
  return at < window.fromAt || at > window.toAt ? 'outside' : undefined;
}

/** Counts what was left out. */
export class RefusalTally {
  readonly #counts = new Map<RefusalReason, { count: number; firstAt: number }>();

  add(reason: RefusalReason, at: number): void {
    const known = this.#counts.get(reason);
    if (known === undefined) this.#counts.set(reason, { count: 1, firstAt: at });
    else known.count++;
  }

  refusals(): Refusal[] {
    return [...this.#counts].map(([reason, counted]) => ({ reason, ...counted }));
  }
}
