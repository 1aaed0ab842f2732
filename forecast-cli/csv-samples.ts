import { CliFault } from './cli-fault.ts';

/** What a file says was measured. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  /** NaN where it is missing. */
  readonly value: number;
}

const MOST_FAULTS = 5;
const MISSING = /^(?:|na|nan|null|none)$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Above it a number is a time in milliseconds (from 1973), below it in seconds (to 5138). */
const SMALLEST_MILLISECONDS = 1e11;

/**
 * The samples of a table with a time and a value in each line, in the order of the file. Times are ISO 8601 (UTC unless
 * they name a zone) or epoch seconds or milliseconds; a header, quotes and empty values are taken as they come.
 *
 * @throws CliFault `bad-csv` that names the first lines that are wrong
 * @example
 * parseCsv('time;value\n2024-01-01 00:00;5\n2024-01-01 00:05;') // => [{ at: 1704067200000, value: 5 }, { at: 1704067500000, value: NaN }]
 */
export function parseCsv(text: string): Sample[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) throw new CliFault('bad-csv', 'it is empty');
  const delimiter = findDelimiter(lines[first] ?? '');
  const samples: Sample[] = [];
  const faults: string[] = [];
  for (let index = first; index < lines.length && faults.length < MOST_FAULTS; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const found = parseRow(line.split(delimiter).map(bare));
    if (typeof found !== 'string') samples.push(found);
    else if (index > first || !isHeader(line, delimiter)) faults.push(`line ${index + 1}: ${found}`);
  }
  if (faults.length > 0) {
    const more = faults.length === MOST_FAULTS ? '; and perhaps more' : '';
    throw new CliFault('bad-csv', `${faults.join('; ')}${more}`);
  }
  if (samples.length === 0) throw new CliFault('bad-csv', 'it has a header and nothing else');
  return inMilliseconds(samples);
}

function findDelimiter(line: string): string {
  return [';', '\t', ','].find((candidate) => line.includes(candidate)) ?? ',';
}

function bare(cell: string): string {
  const trimmed = cell.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

/** A first line is a header when no cell of it is a number or a time. */
function isHeader(line: string, delimiter: string): boolean {
  return line.split(delimiter).every((cell) => Number.isNaN(parseTime(bare(cell))));
}

/** A sample, its time as it is written; or what is wrong. */
function parseRow(cells: readonly string[]): Sample | string {
  const [time = '', text = ''] = cells;
  if (cells.length !== 2) return `it has ${cells.length} columns, must have a time and a value`;
  const at = parseTime(time);
  if (Number.isNaN(at)) return `"${brief(time)}" is no time, must be ISO 8601 or epoch seconds or milliseconds`;
  if (MISSING.test(text)) return { at, value: Number.NaN };
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return `"${brief(text)}" is no number, must be like 12.5, or empty where it is missing`;
  return { at, value };
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A time as a number of the unit that it is written in; ISO 8601 in epoch milliseconds.
 *
 * @example
 * parseTime('2024-01-01T01:00+01:00') // => 1704067200000
 * parseTime('yesterday') // => NaN
 */
export function parseTime(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  const [, date, clock = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  return date === undefined ? Number.NaN : Date.parse(`${date}T${clock.replace(',', '.')}${offset}`);
}

/** One unit for the whole file: that of its latest time, since early milliseconds look like seconds. */
function inMilliseconds(samples: Sample[]): Sample[] {
  const latest = samples.reduce((most, { at }) => Math.max(most, Math.abs(at)), 0);
  if (latest >= SMALLEST_MILLISECONDS) return samples;
  return samples.map(({ at, value }) => ({ at: at * 1000, value }));
}

function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
