import { DEFAULT_LEVELS, parseSeries, type Series } from '#forecast-lib';
import { CliFault } from './cli-fault.ts';

/** What is asked for with one line. */
export interface Question {
  readonly series: Series;
  /** Steps ahead. */
  readonly horizon: number;
  readonly levels: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The object that a line holds.
 *
 * @throws CliFault `bad-json`
 */
export function parseFields(line: string): Fields {
  let found: unknown;
  try {
    found = JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CliFault('bad-json', error instanceof Error ? error.message : undefined, error);
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw new CliFault('bad-json');
  return found as Fields;
}

/**
 * What the fields of a line ask for. Whether the numbers make sense is for the library to say.
 *
 * @throws CliFault `bad-question` that names every field that is missing or of the wrong kind
 * @throws ForecastFault as `parseSeries` does
 * @example
 * parseQuestion({ freq_seconds: 60, start: 0, values: [1, 2], horizon: 5 }).horizon // => 5
 */
export function parseQuestion(fields: Fields): Question {
  const { freq_seconds, start = 0, values, horizon, quantiles = DEFAULT_LEVELS } = fields;
  const faults: string[] = [];
  if (typeof freq_seconds !== 'number') faults.push('"freq_seconds" must be the seconds between two values');
  if (typeof start !== 'number') faults.push('"start" must be the Unix seconds of the first value');
  if (!Array.isArray(values)) faults.push('"values" must be an array of numbers and nulls');
  if (typeof horizon !== 'number') faults.push('"horizon" must be a number of steps');
  const levels = Array.isArray(quantiles) && quantiles.every((level) => typeof level === 'number');
  if (!levels) faults.push('"quantiles" must be an array of numbers');
  if (faults.length > 0) throw new CliFault('bad-question', faults.join('; '));
  const series = parseSeries({
    values: values as (number | null)[],
    stepSeconds: freq_seconds as number,
    startAt: (start as number) * 1000,
  });
  return { series, horizon: horizon as number, levels: quantiles as number[] };
}
