import { parseArgs } from 'node:util';
import { wholeNumber } from './command-line.ts';

export interface SoakPlan {
  /** How many come and go, one wave after the other. */
  readonly cycles: number;
  /** Instead: for how long everybody talks. */
  readonly minutes: number | undefined;
  readonly clients: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly json: boolean;
}

export const SOAK_USAGE = `npm run soak -- [options]

  --cycles N       somebody comes, is welcomed and goes, so many times (100000); what is held afterwards may be 5 % more
  --minutes M      instead: everybody talks for so long; what is held may grow by 1 MB in 10 minutes
  --clients N      how many talk (500), or come at once (200)
  --per-second N   messages in a second, of all together (50)
  --seed N         who talks when (1)
  --json           the last line is the result as one JSON object`;

/**
 * Reads the command line of `npm run soak`.
 *
 * @throws Error that names what is wrong
 * @example
 * parseSoakPlan(['--minutes', '2']).clients // => 500
 */
export function parseSoakPlan(args: readonly string[]): SoakPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cycles: { type: 'string', default: '100000' },
      minutes: { type: 'string' },
      clients: { type: 'string' },
      'per-second': { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const { minutes } = values;
  if (minutes !== undefined && !/^(?=.*[1-9])\d{1,4}(\.\d{1,3})?$/.test(minutes))
    throw new Error(`--minutes is "${minutes}", must be a number above 0`);
  const usual = minutes === undefined ? '200' : '500';
  return {
    cycles: wholeNumber('--cycles', values.cycles, 1, 100_000_000),
    minutes: minutes === undefined ? undefined : Number(minutes),
    clients: wholeNumber('--clients', values.clients ?? usual, 1, 20_000),
    perSecond: wholeNumber('--per-second', values['per-second'], 1, 10_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
  };
}
