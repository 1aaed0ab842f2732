import {
  deviationBefore,
  highestBefore,
  levelNow,
  lowestBefore,
  medianBefore,
  sameTime,
  seasonsBack,
  slopeBefore,
  weekOf,
} from './feature-parts.ts';
import { checkHorizon } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { SeriesWindow } from './series-window.ts';

/**
 * How a feature goes along with its series: a `level` moves and grows with it, a `change` and a `spread` grow but do not
 * move, a `ratio` and a `time` do neither. A learner that takes the level off and divides by the scale treats each kind
 * rightly by this alone.
 */
export type FeatureKind = 'level' | 'change' | 'spread' | 'ratio' | 'time';

/** One thing that is known at an origin about a lead. */
export interface Feature {
  readonly name: string;
  readonly kind: FeatureKind;
  /** What it is, for a person who asks why. */
  readonly what: string;
  /**
   * MUST look at no sample at or after the origin. NaN where it cannot be told.
   *
   * @param origin index of the first sample that is not known yet
   * @param lead steps ahead from 1: the target is sample `origin + lead - 1`
   */
  readonly at: (window: SeriesWindow, origin: number, lead: number) => number;
}

function feature(name: string, kind: FeatureKind, what: string, at: Feature['at']): Feature {
  return { name, kind, what, at };
}

const LAGS = [1, 2, 3, 6].map((lag) =>
  feature(`lag-${lag}`, 'level', `the sample ${lag} steps back`, (window, origin) => window.at(origin - lag)),
);

const LEVELS = [
  ...[3, 12, 36].map((steps) =>
    feature(`mean-${steps}`, 'level', `mean of the newest ${steps} samples`, (window, origin) =>
      window.mean(origin - steps, origin),
    ),
  ),
  ...[5, 13].map((steps) =>
    feature(`median-${steps}`, 'level', `median of the newest ${steps} samples`, (window, origin) =>
      medianBefore(window, origin, steps),
    ),
  ),
  feature('lowest-12', 'level', 'lowest of the newest 12 samples', (window, origin) =>
    lowestBefore(window, origin, 12),
  ),
  feature('highest-12', 'level', 'highest of the newest 12 samples', (window, origin) =>
    highestBefore(window, origin, 12),
  ),
];

const MOVES = [
  feature('deviation-12', 'spread', 'standard deviation of the newest 12 samples', (window, origin) =>
    deviationBefore(window, origin, 12),
  ),
  ...[6, 24].map((steps) =>
    feature(
      `slope-${steps}`,
      'change',
      `rise of a straight line through the newest ${steps} samples`,
      (window, origin) => slopeBefore(window, origin, steps),
    ),
  ),
];

const SEASONAL = [
  feature('day-ago', 'level', 'the season before the target, three samples wide', (window, origin, lead) =>
    sameTime(window, origin, lead, 1, 1),
  ),
  feature('day-ago-wide', 'level', 'the season before the target, a twelfth of a season wide', (window, origin, lead) =>
    sameTime(window, origin, lead, 1, Math.ceil(window.period / 24)),
  ),
  feature('two-days-ago', 'level', 'two seasons before the target', (window, origin, lead) =>
    sameTime(window, origin, lead, 2, 2),
  ),
  feature('three-days', 'level', 'mean of the three seasons before the target', (window, origin, lead) =>
    seasonsBack(window, origin, lead, 3),
  ),
  feature('seven-days', 'level', 'mean of the seven seasons before the target', (window, origin, lead) =>
    seasonsBack(window, origin, lead, 7),
  ),
  feature(
    'change-day-ago',
    'change',
    'how far it went from origin to target a season ago',
    (window, origin, lead) => sameTime(window, origin, lead, 1, 1) - sameTime(window, origin, 0, 1, 1),
  ),
  feature(
    'gap-to-day-ago',
    'change',
    'the level now less the level a season ago',
    (window, origin) => levelNow(window, origin) - sameTime(window, origin, 0, 1, 1),
  ),
  feature(
    'gap-of-days',
    'change',
    'the last season less the season before it, on average',
    (window, origin) =>
      window.mean(origin - window.period, origin) - window.mean(origin - 2 * window.period, origin - window.period),
  ),
  feature('mean-day', 'level', 'mean of the last season', (window, origin) =>
    window.mean(origin - window.period, origin),
  ),
  feature('ratio-to-day-ago', 'ratio', 'the level now over the level a season ago', (window, origin) => {
    const before = sameTime(window, origin, 0, 1, 1);
    return before === 0 ? Number.NaN : levelNow(window, origin) / before;
  }),
];

const WEEKLY = [
  feature('week-ago', 'level', 'the week before the target, three samples wide', (window, origin, lead) =>
    sameTime(window, origin, lead, 7, 1),
  ),
  feature('week-ago-wide', 'level', 'the week before the target, a twelfth of a day wide', (window, origin, lead) =>
    sameTime(window, origin, lead, 7, Math.ceil(window.period / 24)),
  ),
  feature(
    'change-week-ago',
    'change',
    'how far it went from origin to target a week ago',
    (window, origin, lead) => sameTime(window, origin, lead, 7, 1) - sameTime(window, origin, 0, 7, 1),
  ),
  feature(
    'gap-to-week-ago',
    'change',
    'the level now less the level a week ago',
    (window, origin) => levelNow(window, origin) - sameTime(window, origin, 0, 7, 1),
  ),
  feature(
    'gap-of-weeks',
    'change',
    'the last day less the same day a week before, on average',
    (window, origin) =>
      window.mean(origin - window.period, origin) - window.mean(origin - 8 * window.period, origin - 7 * window.period),
  ),
];

const DAY_SECONDS = 86_400;

/** Place in a cycle at the target, in radians; 0 is a multiple of the cycle since the epoch. */
function phase(window: SeriesWindow, index: number, cycleSeconds: number): number {
  return (2 * Math.PI * (window.startAt / 1000 + index * window.stepSeconds)) / cycleSeconds;
}

function clock(name: string, what: string, cycleSeconds: number): Feature[] {
  return [
    feature(`${name}-sine`, 'time', `${what} at the target, as a sine`, (window, origin, lead) =>
      Math.sin(phase(window, origin + lead - 1, cycleSeconds)),
    ),
    feature(`${name}-cosine`, 'time', `${what} at the target, as a cosine`, (window, origin, lead) =>
      Math.cos(phase(window, origin + lead - 1, cycleSeconds)),
    ),
  ];
}

const DAY_CLOCK = clock('day', 'the time of day', DAY_SECONDS);
const WEEK_CLOCK = clock('week', 'the time of the week', weekOf(DAY_SECONDS));
const LEAD = feature('lead', 'time', 'steps from the last sample to the target', (_window, _origin, lead) => lead);

/**
 * The features that can be told of a series: all of them where its season is a day and two weeks are there, fewer
 * otherwise.
 *
 * @param period steps in a season, 0 for none
 * @param length samples in the series
 * @param daily whether the season is a day
 * @example
 * featuresFor(0, 100, false).map((feature) => feature.name).slice(0, 3) // => ['lag-1', 'lag-2', 'lag-3']
 */
export function featuresFor(period: number, length: number, daily: boolean): readonly Feature[] {
  const plain = [...LAGS, ...LEVELS, ...MOVES, LEAD];
  if (period === 0) return plain;
  if (!daily) return [...plain, ...SEASONAL];
  if (length < weekOf(period) + 2 * period) return [...plain, ...SEASONAL, ...DAY_CLOCK];
  return [...plain, ...SEASONAL, ...DAY_CLOCK, ...WEEKLY, ...WEEK_CLOCK];
}

const BY_NAME: ReadonlyMap<string, Feature> = new Map(
  [...LAGS, ...LEVELS, ...MOVES, LEAD, ...SEASONAL, ...DAY_CLOCK, ...WEEKLY, ...WEEK_CLOCK].map((one) => [
    one.name,
    one,
  ]),
);

/** The feature of a name, if there is one. */
export function featureNamed(name: string): Feature | undefined {
  return BY_NAME.get(name);
}

/**
 * What the features say of one lead at one origin, in their order.
 *
 * @throws ForecastFault `bad-horizon`, and `bad-option` unless the origin is a whole number from 1 to the window's length
 */
export function featureRow(
  features: readonly Feature[],
  window: SeriesWindow,
  origin: number,
  lead: number,
): Float64Array {
  checkHorizon(lead);
  if (!(Number.isInteger(origin) && origin >= 1 && origin <= window.length))
    throw new ForecastFault('bad-option', `an origin of ${origin} in a window of ${window.length} samples`);
  return Float64Array.from(features, (one) => one.at(window, origin, lead));
}
