import { parseArgs } from 'node:util';
import { wholeNumber } from './command-line.ts';
import { oneOf } from './random-seeded.ts';

/** What befalls everybody, in three lines of events that run beside each other. */
export const CHAOS_EVENTS = {
  places: ['kill a pod', 'drain a pod', 'drain a pod', 'kill a pod', 'restart the edge'],
  lines: ['reset', 'blackhole', 'latency', 'reset', 'narrow'],
  redis: ['reset', 'blackhole', 'deaf', 'latency', 'restart', 'crash', 'failover', 'failover without the tail', 'trim'],
} as const;

export type ChaosLane = keyof typeof CHAOS_EVENTS;
export const CHAOS_LANES = Object.keys(CHAOS_EVENTS) as ChaosLane[];

export interface ChaosEvent {
  readonly name: string;
  /** From the end of the one before, in milliseconds. */
  readonly afterMs: number;
  /** How long it lasts, where it lasts. */
  readonly lastsMs: number;
  /** Which of several it befalls: 0 to below 1. */
  readonly whom: number;
}

export interface ChaosPlan {
  readonly seed: number;
  readonly minutes: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly json: boolean;
}

export const CHAOS_USAGE = `npm run chaos -- [options]

  --seed N         what befalls whom and when, and who talks (1)
  --minutes M      how long (1); an interruption ends it with what was seen so far
  --clients N      how many clients over WebSocket; a tenth more read as events or by asking (300)
  --per-second N   messages in a second, of all together (40)
  --json           the last line is the report as one JSON object`;

/**
 * Reads the command line of `npm run chaos`.
 *
 * @throws Error that names what is wrong
 * @example
 * parseChaosPlan(['--seed', '7', '--minutes', '0.5']).minutes // => 0.5
 */
export function parseChaosPlan(args: readonly string[]): ChaosPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '1' },
      clients: { type: 'string', default: '300' },
      'per-second': { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
    },
  });
  const minutes = /^\d{1,3}(\.\d{1,3})?$/.test(values.minutes) ? Number(values.minutes) : Number.NaN;
  if (!(minutes >= 0.1 && minutes <= 120)) throw new Error(`--minutes is "${values.minutes}", must be from 0.1 to 120`);
  return {
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    minutes,
    clients: wholeNumber('--clients', values.clients, 1, 5_000),
    perSecond: wholeNumber('--per-second', values['per-second'], 1, 500),
    json: values.json,
  };
}

/** The next thing that befalls them in a lane. */
export function nextEvent(lane: ChaosLane, random: () => number): ChaosEvent {
  return {
    name: oneOf<string>(CHAOS_EVENTS[lane], random),
    afterMs: 500 + random() * 4_000,
    lastsMs: 300 + random() ** 2 * 6_000,
    whom: random(),
  };
}
