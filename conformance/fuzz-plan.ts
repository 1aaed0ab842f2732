import { parseArgs } from 'node:util';
import { wholeNumber } from './command-line.ts';

export interface FuzzPlan {
  /** At each place. */
  readonly frames: number;
  readonly seed: number;
  readonly at: ReadonlyArray<'pod' | 'edge'>;
  readonly json: boolean;
}

export const FUZZ_USAGE = `npm run fuzz -- [options]

  --frames N       how many at each place (200000)
  --at PLACE       pod, edge (both)
  --seed N         which (1)
  --json           the last line is the result as one JSON object`;

/**
 * Reads the command line of `npm run fuzz`.
 *
 * @throws Error that names what is wrong
 * @example
 * parseFuzzPlan(['--at', 'edge']).at // => ['edge']
 */
export function parseFuzzPlan(args: readonly string[]): FuzzPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      frames: { type: 'string', default: '200000' },
      at: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const at = (['pod', 'edge'] as const).filter((place) => (values.at ?? place) === place);
  if (at.length === 0) throw new Error(`--at is "${values.at}", must be "pod" or "edge"`);
  return {
    frames: wholeNumber('--frames', values.frames, 1, 1_000_000_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    at,
    json: values.json,
  };
}
