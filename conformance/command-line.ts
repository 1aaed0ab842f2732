import { MissingProgram } from './missing-program.ts';

/**
 * Reads what a command line was asked for. Help ends the process with 0; what `parse` throws is told with how to write it
 * right, and ends it with 2.
 */
export function readPlan<Plan>(usage: string, parse: (args: readonly string[]) => Plan): Plan {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

/** Waits for what a command line does. Where a program is missing it ends with 1 and the sentence, without a trace. */
export async function orEnd<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/**
 * @throws Error that names the option and its rule
 * @example
 * wholeNumber('--seed', '7', 0, 10) // => 7
 */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}", must be a whole number from ${least} to ${most}`);
}
