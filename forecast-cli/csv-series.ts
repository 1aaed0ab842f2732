import { evenSamples, type Series } from '#forecast-lib';
import { parseCsv } from './csv-samples.ts';

/**
 * The series that a table holds, at even steps.
 *
 * @param stepSeconds the file's own step unless told
 * @throws CliFault `bad-csv`
 * @throws ForecastFault `bad-samples`, `bad-step`, `all-missing`
 */
export function parseCsvSeries(text: string, stepSeconds?: number): Series {
  const samples = parseCsv(text);
  return evenSamples(
    samples.map(({ at, value }) => [at, value] as const),
    stepSeconds,
  );
}
