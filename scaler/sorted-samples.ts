import type { Sample } from './collector.ts';

/** How many samples of a rising list are before a time. Asked for the end, where most samples go, it looks once. */
export function placeOf(samples: readonly Sample[], at: number): number {
  const last = samples.at(-1);
  if (last === undefined || last.at < at) return samples.length;
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle] as Sample).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isThere(samples: readonly Sample[], at: number): boolean {
  return samples[placeOf(samples, at)]?.at === at;
}

/** Puts a sample in its place, or in the place of the one of its time. */
export function putSample<Kind extends Sample>(samples: Kind[], sample: Kind): void {
  const place = placeOf(samples, sample.at);
  samples.splice(place, samples[place]?.at === sample.at ? 1 : 0, sample);
}

/** Those at and between two times. */
export function samplesBetween<Kind extends Sample>(samples: readonly Kind[], fromAt: number, toAt: number): Kind[] {
  return samples.slice(placeOf(samples, fromAt), placeOf(samples, toAt + 1));
}
