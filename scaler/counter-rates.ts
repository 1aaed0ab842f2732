import type { Sample } from './collector.ts';

/**
 * Rates a second of a number that only rises: each stands at the later of the two samples it is made from. A number that
 * fell was set back to 0 in between (its process began anew), so all of it came since; what came before the fall and
 * after the sample before is not known, as with Prometheus' own `rate`. A gap stays a gap: the rate across it is its
 * mean, once, at its end.
 *
 * @param samples rising in time
 * @param before the one before the first, where that is known
 * @example
 * counterRates([{ at: 0, value: 10 }, { at: 10_000, value: 30 }, { at: 20_000, value: 5 }]) // => [{ at: 10000, value: 2 }, { at: 20000, value: 0.5 }]
 */
export function counterRates(samples: readonly Sample[], before?: Sample): Sample[] {
  const rates: Sample[] = [];
  let last = before;
  for (const sample of samples) {
    if (last !== undefined && sample.at > last.at) {
      const rise = sample.value >= last.value ? sample.value - last.value : sample.value;
      rates.push({ at: sample.at, value: (rise / (sample.at - last.at)) * 1000 });
    }
    last = sample;
  }
  return rates;
}
