import { seededRandom } from '#forecast-lib';
import { driftingNoise, seededNormal } from './trace-noise.ts';

const DAY = 1440;

/** Something that comes within minutes and dies away, or stays. */
interface Burst {
  readonly at: number;
  readonly size: number;
  readonly rise: number;
  readonly fall: number;
}

/**
 * A trace whose very shape is drawn from the seed, within what counters of connections and requests look like. The benchmark
 * is judged on these: no number was ever chosen by looking at one.
 */
export function drawnShape(minutes: number, seed: number): Float64Array {
  const random = seededRandom(seed * 7919 + 17);
  const between = (least: number, most: number) => least + (most - least) * random();
  const days = Math.ceil(minutes / DAY);
  const [depth, peak, sharp] = [between(0.15, 0.85), between(0, 24), between(0.7, 2.5)];
  const [second, secondPeak] = [between(0, 0.35), between(0, 24)];
  const [weekend, growth] = [between(0.4, 1.1), between(-0.01, 0.03)];
  const hourly = random() < 0.4 ? between(0.05, 0.25) : 0;
  const bursts = drawnBursts(between, days, Math.floor(between(0, 3)));
  const jump = { at: between(0.3, 0.9) * minutes, by: random() < 0.5 ? between(-0.25, 0.4) : 0 };
  const normal = seededNormal(seed);
  const slow = driftingNoise(normal, between(0.01, 0.06), between(60, 400));
  const quick = driftingNoise(normal, between(0.003, 0.04), between(2, 15));
  const hump = (hour: number, at: number) => (0.5 + 0.5 * Math.cos(((hour - at) / 24) * 2 * Math.PI)) ** sharp;
  return Float64Array.from({ length: minutes }, (_, minute) => {
    const hour = (minute % DAY) / 60;
    const day = Math.floor(minute / DAY);
    const wave = 1 - depth + depth * hump(hour, peak) + second * hump(hour, secondPeak);
    const week = day % 7 >= 5 ? weekend : 1;
    const reminder = 1 + hourly * Math.exp(-(minute % 60) / 12);
    const jumped = minute >= jump.at ? 1 + jump.by : 1;
    const level = wave * week * reminder * jumped * (1 + growth * (minute / DAY)) + sumOf(bursts, minute);
    return Math.max(0, level * (1 + slow() + quick()));
  });
}

function drawnBursts(between: (least: number, most: number) => number, days: number, perDay: number): Burst[] {
  return Array.from({ length: days * perDay }, () => ({
    at: between(0, days * DAY),
    size: between(0.03, 0.4),
    rise: between(2, 25),
    fall: between(20, 200),
  }));
}

function sumOf(bursts: readonly Burst[], minute: number): number {
  let sum = 0;
  for (const { at, size, rise, fall } of bursts) {
    const since = minute - at;
    if (since > 0 && since < 6 * fall) sum += size * (1 - Math.exp(-since / rise)) * Math.exp(-since / fall);
  }
  return sum;
}
