import { parseArgs } from 'node:util';
import { CONTESTANTS } from './fanout-contestants.ts';
import { parseShape, QUICK_SHAPE, SHAPES, type Shape } from './fanout-shapes.ts';
import type { Sharing } from './fanout-stand.ts';

export interface FanoutOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly shapes: readonly Shape[];
  /** Undefined where it is not said: both for the first shape, and for the others through Redis. */
  readonly sharings: readonly Sharing[] | undefined;
  /** Names of those who take part, in the order of their turns. */
  readonly peers: readonly string[];
  readonly rounds: number;
  /** How long each part of a trial is measured, in milliseconds. */
  readonly partMs: number;
  /** The length of what everybody says. */
  readonly textBytes: number;
  /** Only the least of the loads that each would be offered. */
  readonly quick: boolean;
  /** Only what a message costs beside many rooms where nobody is. */
  readonly idleRooms: boolean;
  /** Only what other framings would weigh and take. */
  readonly framing: boolean;
  /** Earlier results whose other sections are kept; undefined for none. */
  readonly add: string | undefined;
  /** Where pods put profiles of their processor time. */
  readonly profile: string | undefined;
}

const NAMES = CONTESTANTS.map(({ name }) => name);
/** A mark and a number. */
const LEAST_TEXT = 10;
const SHARINGS: readonly Sharing[] = ['alone', 'redis'];

/**
 * How a shape is measured where nobody says how.
 *
 * @example
 * usualSharings({ name: '1x1000', rooms: 1, people: 1000 }) // => ['alone', 'redis']
 * usualSharings({ name: '5000x2', rooms: 5000, people: 2 }) // => ['redis']
 */
export function usualSharings({ name }: Shape): readonly Sharing[] {
  return name === SHAPES[0]?.name ? SHARINGS : ['redis'];
}

export const FANOUT_USAGE = `npm run bench:fanout [-- options]

  Measures how many messages a server delivers to how many sockets, beside its peers, in turns, in one run.
  Linux only: it reads /proc.

  --shape A,B      rooms x people (${SHAPES.map(({ name }) => name).join(',')})
  --peers A,B      who takes part (${NAMES.join(',')});
  --sharing A,B    "alone": one process, rooms in its memory; "redis": two processes that share rooms
                   (alone,redis for the first shape, redis for others)
  --rounds N       rounds, each with everybody once; figures are medians (3)
  --seconds N      how long each part of a trial is measured (1); all of it takes some 30 minutes
  --text-bytes N   the length of what everybody says (100)
  --idle-rooms     only what a message costs beside 100,000 rooms where nobody is
  --framing        only what frames weigh and take as text, as bytes and deflated
  --add FILE       keeps the sections of earlier results (--json) that are not measured now
  --profile FOLDER pods write a profile of their processor time there
  --quick          one small shape, once, for half a second: shows that everything runs, and no figure to quote
  --json           the last line is one JSON object, as docs/benchmarks.md is made of
  --help           this text`;

/**
 * Reads the command line of `npm run bench:fanout`.
 *
 * @throws Error that names every fault
 * @example
 * parseFanoutOptions(['--rounds', '5']).rounds // => 5
 */
export function parseFanoutOptions(args: readonly string[]): FanoutOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shape: { type: 'string' },
      peers: { type: 'string' },
      sharing: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'text-bytes': { type: 'string', default: '100' },
      'idle-rooms': { type: 'boolean', default: false },
      framing: { type: 'boolean', default: false },
      add: { type: 'string' },
      profile: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, help, json, framing, add, profile } = values;
  const faults: string[] = [];
  const usual = quick ? QUICK_SHAPE.name : SHAPES.map(({ name }) => name).join(',');
  const shapes = listed(values.shape ?? usual).map((text) => {
    const shape = parseShape(text);
    if (shape === undefined) faults.push(`--shape has "${text}", must be rooms x people, such as 100x100`);
    return shape;
  });
  const peers = known('--peers', values.peers ?? NAMES.join(','), NAMES, faults);
  const sharings = values.sharing === undefined ? undefined : known('--sharing', values.sharing, SHARINGS, faults);
  const rounds = number('--rounds', values.rounds ?? (quick ? '1' : '3'), 99, faults);
  const seconds = quick && values.seconds === undefined ? 0.5 : number('--seconds', values.seconds ?? '1', 600, faults);
  const textBytes = number('--text-bytes', values['text-bytes'], 3_000, faults);
  if (textBytes < LEAST_TEXT) faults.push(`--text-bytes is "${textBytes}", must be at least ${LEAST_TEXT}`);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return {
    help,
    json,
    framing,
    add,
    profile,
    peers,
    sharings,
    rounds,
    textBytes,
    shapes: shapes.filter((shape) => shape !== undefined),
    idleRooms: values['idle-rooms'],
    partMs: seconds * 1000,
    quick,
  };
}

function listed(text: string): string[] {
  return [...new Set(text.split(',').filter(Boolean))];
}

function known<Name extends string>(option: string, text: string, names: readonly Name[], faults: string[]): Name[] {
  const wanted = listed(text);
  const strange = wanted.filter((name) => !names.some((one) => one === name));
  if (strange.length > 0) faults.push(`${option} has "${strange.join(',')}", must be of ${names.join(', ')}`);
  if (wanted.length === 0) faults.push(`${option} is "", must be of ${names.join(', ')}`);
  return names.filter((name) => wanted.includes(name));
}

function number(option: string, text: string, most: number, faults: string[]): number {
  const value = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) faults.push(`${option} is "${text}", must be a whole number from 1 to ${most}`);
  return value;
}
