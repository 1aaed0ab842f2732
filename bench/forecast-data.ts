import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { evenSamples, type Series } from '#forecast-lib';

/** A series of a folder, as the bench uses it: every five minutes, or at its own step where that is longer. */
export interface DataSeries {
  readonly name: string;
  readonly class: string;
  readonly series: Series;
}

const STEP_SECONDS = 300;

interface Entry {
  readonly name: string;
  readonly class: string;
}

/**
 * The names and classes that the folder's series.json tells; all CSV files as one class where there is none.
 *
 * @throws Error when the folder or series.json cannot be read
 */
export function listData(folder: string): Entry[] {
  const files = readdirSync(folder);
  if (!files.includes('series.json')) {
    const tables = files.filter((file) => file.endsWith('.csv')).sort();
    return tables.map((file) => ({ name: basename(file, '.csv'), class: 'all' }));
  }
  const told = JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')) as readonly Partial<Entry>[];
  return told.flatMap(({ name, class: kind = 'all' }) => (name === undefined ? [] : [{ name, class: kind }]));
}

/** @throws Error that names the file when it holds no series */
export function readData(folder: string, entry: Entry): DataSeries {
  try {
    const samples = parseRows(readFileSync(join(folder, `${entry.name}.csv`), 'utf8'));
    const own = evenSamples(samples);
    return { ...entry, series: own.stepSeconds >= STEP_SECONDS ? own : evenSamples(samples, STEP_SECONDS) };
  } catch (error) {
    throw new Error(`${entry.name}.csv cannot be used: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function parseRows(text: string): (readonly [number, number | null])[] {
  const lines = text.trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [time = '', value = ''] = line.split(',');
    return [Date.parse(time), value === '' ? null : Number(value)] as const;
  });
}
