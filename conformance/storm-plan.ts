import { parseArgs } from 'node:util';
import { wholeNumber } from './command-line.ts';

/** What befalls the pods while everybody talks. */
export const STORM_KINDS = {
  drain: 'SIGTERM to the one pod that everybody is at',
  kill: 'SIGKILL to one of three pods that everybody is spread over',
  storm: 'SIGKILL to the one pod that everybody is at, with one other left',
  rolling: 'three pods replaced one after the other by SIGTERM',
  scale: 'three pods become six, which share until it is even, and three again',
  frozen: 'a tenth of one busy room stops reading',
  cut: 'every line breaks twenty times, each time at random',
  capacity: 'nothing: one pod has to hold them all',
} as const;

export type StormKind = keyof typeof STORM_KINDS;

export interface StormPlan {
  readonly kind: StormKind;
  readonly clients: number;
  /** Messages in a second, of all together. */
  readonly perSecond: number;
  /** How long a message is, in letters. */
  readonly letters: number;
  /** How many share a room. */
  readonly roomSize: number;
  readonly seed: number;
  /** Whether clients come back all together, after the same waits. */
  readonly rude: boolean;
  readonly json: boolean;
}

export const STORM_USAGE = `npm run storm -- [options]

  --kind KIND      ${Object.entries(STORM_KINDS)
    .map(([kind, sentence]) => `${kind}: ${sentence}`)
    .join('\n                   ')}
  --clients N      how many clients (300)
  --per-second N   messages in a second, of all together (clients / 10, at most 200; frozen: 40)
  --letters N      how long a message is (20; frozen: 3000)
  --room-size N    how many share a room (20; frozen: all)
  --seed N         who talks when (1)
  --rude           clients come back all together, without jitter
  --json           the last line is the report as one JSON object`;

/**
 * Reads the command line of `npm run storm`.
 *
 * @throws Error that names what is wrong
 * @example
 * parseStormPlan(['--kind', 'kill', '--clients', '2000']).perSecond // => 200
 */
export function parseStormPlan(args: readonly string[]): StormPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kind: { type: 'string', default: 'drain' },
      clients: { type: 'string', default: '300' },
      'per-second': { type: 'string' },
      letters: { type: 'string' },
      'room-size': { type: 'string' },
      seed: { type: 'string', default: '1' },
      rude: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { kind } = values;
  if (!Object.hasOwn(STORM_KINDS, kind)) {
    throw new Error(`--kind is "${kind}", must be one of ${Object.keys(STORM_KINDS).join(', ')}`);
  }
  const clients = wholeNumber('--clients', values.clients, 1, 20_000);
  const frozen = kind === 'frozen';
  const usual = {
    perSecond: frozen ? 40 : Math.min(200, Math.ceil(clients / 10)),
    letters: frozen ? 3_000 : 20,
    roomSize: frozen ? clients : 20,
  };
  return {
    kind: kind as StormKind,
    clients,
    perSecond: wholeNumber('--per-second', values['per-second'] ?? String(usual.perSecond), 1, 1_000),
    letters: wholeNumber('--letters', values.letters ?? String(usual.letters), 20, 3_000),
    roomSize: wholeNumber('--room-size', values['room-size'] ?? String(usual.roomSize), 1, 20_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    rude: values.rude,
    json: values.json,
  };
}
