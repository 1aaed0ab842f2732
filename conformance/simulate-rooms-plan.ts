import { parseArgs } from 'node:util';
import { wholeNumber } from './command-line.ts';
import { PLANTS, type Plant } from './simulation-store.ts';

export interface SimulationPlan {
  readonly schedules: number;
  readonly seed: number;
  readonly plant: Plant | undefined;
  readonly json: boolean;
}

/** What one thread runs: every so manieth seed, from the first up to and with the last. */
export interface SimulationShare {
  readonly first: number;
  readonly last: number;
  readonly every: number;
  readonly plant: Plant | undefined;
}

export const SIMULATION_USAGE = `npm run simulate:rooms -- [options]

  --schedules N    how many (1000)
  --seed N         the seed of the first; the others have the next ones. One that failed: --seed N --schedules 1 (1)
  --plant FAULT    ${Object.entries(PLANTS)
    .map(([plant, sentence]) => `${plant}: ${sentence}`)
    .join('\n                   ')}
  --json           the last line is the result as one JSON object`;

/**
 * Reads the command line of `npm run simulate:rooms`.
 *
 * @throws Error that names what is wrong
 * @example
 * parseSimulationPlan(['--seed', '7', '--schedules', '1']).seed // => 7
 */
export function parseSimulationPlan(args: readonly string[]): SimulationPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      plant: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { plant } = values;
  if (plant !== undefined && !Object.hasOwn(PLANTS, plant))
    throw new Error(`--plant is "${plant}", must be one of ${Object.keys(PLANTS).join(', ')}`);
  return {
    schedules: wholeNumber('--schedules', values.schedules, 1, 10_000_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    plant: plant as Plant | undefined,
    json: values.json,
  };
}
