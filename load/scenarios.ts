import type { Stage } from './stages.ts';
import type { Threshold } from './threshold.ts';

/** A kind of crowd: how many come when, how they talk, and what must hold. The k6 scripts are made from it too. */
export interface Scenario {
  readonly summary: string;
  readonly stages: readonly Stage[];
  /** What each visitor says in a minute. A visitor may say 100. */
  readonly messagesPerMinute: number;
  readonly roomSize: number;
  /** When everybody's socket is cut at once, as shares of the run. */
  readonly storms: readonly number[];
  /** Whether every message stands at a place on the canvas. */
  readonly canvas: boolean;
  readonly connections: number;
  readonly seconds: number;
  readonly thresholds: readonly Threshold[];
}

const none = (measure: string): Threshold => ({ measure, sign: '==', bound: 0 });
const below = (measure: string, bound: number): Threshold => ({ measure, sign: '<', bound });
const some = (measure: string): Threshold => ({ measure, sign: '>', bound: 0 });

/**
 * What no load may break, in whichever scenario. The last two are about the generator: where it is late, what it measured is
 * about itself.
 */
const ALWAYS: readonly Threshold[] = [
  some('delivered'),
  none('holes'),
  none('repeats'),
  none('gaps'),
  none('behind'),
  none('unacknowledged'),
  none('refused'),
  none('dropped'),
  below('late_p99_ms', 100),
  below('busy_share', 0.9),
];

const SPEED = [below('connect_p95_ms', 500), below('publish_p95_ms', 250), below('delivery_p95_ms', 250)];

const USUAL = {
  storms: [],
  canvas: false,
  messagesPerMinute: 6,
  roomSize: 20,
  connections: 200,
  seconds: 60,
} as const;

export const SCENARIOS = {
  steady: {
    ...USUAL,
    summary: 'People come in over a fifth of the time, stay, and talk',
    stages: [
      { at: 0, share: 0 },
      { at: 0.2, share: 1 },
    ],
    thresholds: [...ALWAYS, ...SPEED],
  },
  spike: {
    ...USUAL,
    summary: 'A tenth is there; then, within a twentieth of the time, everybody comes; later most go again',
    stages: [
      { at: 0, share: 0 },
      { at: 0.1, share: 0.1 },
      { at: 0.4, share: 0.1 },
      { at: 0.45, share: 1 },
      { at: 0.8, share: 1 },
      { at: 0.9, share: 0.1 },
    ],
    thresholds: [
      ...ALWAYS,
      below('connect_p95_ms', 2_000),
      below('publish_p95_ms', 500),
      below('delivery_p95_ms', 500),
    ],
  },
  storm: {
    ...USUAL,
    summary: 'Everybody is cut off at the same moment, twice, and comes back within a quarter of a second',
    stages: [
      { at: 0, share: 0 },
      { at: 0.2, share: 1 },
    ],
    storms: [0.4, 0.7],
    thresholds: [
      ...ALWAYS,
      some('resumed'),
      none('not_recovered'),
      below('resume_p95_ms', 5_000),
      below('delivery_p95_ms', 1_000),
    ],
  },
  soak: {
    ...USUAL,
    summary: 'The same for long: the last third must be as quick as the first',
    stages: [
      { at: 0, share: 0 },
      { at: 0.05, share: 1 },
    ],
    messagesPerMinute: 2,
    seconds: 3_600,
    thresholds: [...ALWAYS, ...SPEED, below('drift_p95_ms', 100)],
  },
  canvas: {
    ...USUAL,
    summary: 'Few rooms, everybody types: a short message at a place on the canvas every three quarters of a second',
    stages: [
      { at: 0, share: 0 },
      { at: 0.1, share: 1 },
    ],
    messagesPerMinute: 80,
    roomSize: 10,
    canvas: true,
    connections: 50,
    thresholds: [...ALWAYS, ...SPEED],
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;
