import { seededRandom } from '#forecast-lib';
import type { Trace } from './trace.ts';
import { drawnShape } from './trace-drawn.ts';
import { driftingNoise, seededNormal } from './trace-noise.ts';

/** Makes the people of each minute. */
export interface TraceGenerator {
  readonly about: string;
  make(minutes: number, seed: number): Float64Array;
}

const DAY = 1440;
/** A Monday. */
const START_AT = Date.UTC(2026, 0, 5);

/** A day with a trough at five and a peak at eight in the evening, and less at weekends. */
function dayWave(minute: number, weekend = 0.85): number {
  const hour = (minute % DAY) / 60;
  const day = Math.floor(minute / DAY) % 7;
  const wave =
    0.56 + 0.36 * Math.cos(((hour - 20) / 24) * 2 * Math.PI) + 0.08 * Math.cos(((hour - 13) / 12) * 2 * Math.PI);
  return wave * (day >= 5 ? weekend : 1);
}

/** A working day: nobody at night, two humps around lunch. */
function officeDay(minute: number): number {
  const hour = (minute % DAY) / 60;
  const day = Math.floor(minute / DAY) % 7;
  const hump = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
  const busy = hump(10.5, 2) + 0.92 * hump(15, 2.4) + 0.15 * hump(21, 2);
  return 0.06 + (day >= 5 ? 0.18 : 0.94) * busy;
}

/** A bump that rises within minutes and dies away over the next hours. */
function crowd(minute: number, at: number, rise: number, fall: number): number {
  if (minute < at) return 0;
  return (1 - Math.exp(-(minute - at) / rise)) * Math.exp(-(minute - at) / fall);
}

function withNoise(minutes: number, seed: number, slow: number, fast: number, shape: (minute: number) => number) {
  const normal = seededNormal(seed);
  const drift = driftingNoise(normal, slow, 180);
  const quick = driftingNoise(normal, fast, 4);
  return Float64Array.from({ length: minutes }, (_, minute) => Math.max(0, shape(minute) * (1 + drift() + quick())));
}

/** Traces that are built in. Each follows from its seed alone. */
export const GENERATORS = {
  'daily-wave': {
    about: 'a daily wave, quieter at weekends, with slow and quick noise',
    make: (minutes, seed) => withNoise(minutes, seed, 0.03, 0.008, dayWave),
  },
  'flash-crowd': {
    about: 'a daily wave, and every other day a crowd that comes within minutes, at an hour that nobody knows',
    make: (minutes, seed) => {
      const random = seededRandom(seed + 1);
      const days = Math.ceil(minutes / DAY);
      const crowds = Array.from({ length: Math.ceil(days / 2) }, (_, index) => ({
        at: (index * 2 + 1) * DAY + Math.floor(random() * DAY * 0.8),
        size: 0.25 + 0.35 * random(),
      }));
      return withNoise(minutes, seed, 0.02, 0.008, (minute) => {
        return 0.6 * dayWave(minute) + crowds.reduce((sum, one) => sum + one.size * crowd(minute, one.at, 8, 90), 0);
      });
    },
  },
  'product-launch': {
    about: 'a daily wave, a launch at the same hour of three days that doubles it, and more people every day after',
    make: (minutes, seed) =>
      withNoise(minutes, seed, 0.02, 0.006, (minute) => {
        const day = minute / DAY;
        const grown = 0.5 + 0.02 * day;
        const launches = [3, 6, 9].map((at) => at * DAY + 17 * 60);
        return grown * dayWave(minute) + launches.reduce((sum, at) => sum + 0.4 * crowd(minute, at, 15, 150), 0);
      }),
  },
  outage: {
    about: 'a daily wave with three outages of minutes, after which all come back at once and some more look in',
    make: (minutes, seed) => {
      const outages = [2, 5, 8].map((day) => ({ from: day * DAY + 700, to: day * DAY + 700 + 6 * day }));
      return withNoise(minutes, seed, 0.02, 0.006, (minute) => {
        const down = outages.some(({ from, to }) => minute >= from && minute < to);
        const back = outages.reduce((sum, { to }) => sum + 0.12 * crowd(minute, to, 3, 40), 0);
        return dayWave(minute) * (down ? 0.08 : 1) + back;
      });
    },
  },
  office: {
    about: 'working days with two humps and empty nights, steep in the morning',
    make: (minutes, seed) => withNoise(minutes, seed, 0.04, 0.01, officeDay),
  },
  jagged: {
    about: 'a weak daily wave under strong quick noise, as counters of requests have it',
    make: (minutes, seed) => withNoise(minutes, seed, 0.05, 0.04, (minute) => 0.45 + 0.55 * dayWave(minute)),
  },
  batches: {
    about: 'a daily wave, and at each full hour a short wave of people whom a reminder brings',
    make: (minutes, seed) =>
      withNoise(minutes, seed, 0.02, 0.008, (minute) => dayWave(minute) * (1 + 0.22 * Math.exp(-(minute % 60) / 12))),
  },
  wandering: {
    about: 'a random walk without any habit, for which the last value is the best forecast',
    make: (minutes, seed) => {
      const normal = seededNormal(seed);
      let level = 0;
      return Float64Array.from({ length: minutes }, () => {
        level = level * 0.9998 + 0.006 * normal();
        return Math.exp(level);
      });
    },
  },
  drawn: {
    about: 'a shape that is drawn as well: how deep, sharp and noisy, how many bursts and jumps',
    make: (minutes, seed) => drawnShape(minutes, seed),
  },
} as const satisfies Readonly<Record<string, TraceGenerator>>;

export type GeneratorName = keyof typeof GENERATORS;

/** A built-in trace by the minute. */
export function generateTrace(name: GeneratorName, days: number, seed: number, as: string = name): Trace {
  const { about, make } = GENERATORS[name];
  const people = make(Math.round(days * DAY) + 1, seed);
  return { name: as, origin: `generated, seed ${seed}: ${about}`, startAt: START_AT, stepSeconds: 60, people };
}
