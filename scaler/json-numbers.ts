import type { Sample } from './collector.ts';
import { ScalerFault } from './scaler-fault.ts';

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** Below it a number is seconds since 1970 (until the year 5138), from it on milliseconds (from 1973 on). */
const SECONDS_END = 1e11;

/**
 * A number as JSON has it, or a decimal in a text; null is a missing one, NaN.
 *
 * @throws ScalerFault `bad-answer`
 * @example
 * numberIn('1.5', 'the value') // => 1.5
 */
export function numberIn(json: unknown, what: string): number {
  if (typeof json === 'number') return json;
  if (json === null || json === undefined) return Number.NaN;
  if (typeof json === 'string' && DECIMAL.test(json.trim())) return Number(json);
  throw new ScalerFault('bad-answer', [`${what} is ${sayJson(json)}, must be a number`]);
}

/**
 * A time as JSON has it, in epoch milliseconds: seconds or milliseconds since 1970, or a text of ISO 8601 with its zone.
 *
 * @throws ScalerFault `bad-answer`
 * @example
 * timeIn(1_700_000_000) // => 1700000000000
 * timeIn('2023-11-14T22:13:20Z') // => 1700000000000
 */
export function timeIn(json: unknown): number {
  const number = typeof json === 'string' && !DECIMAL.test(json.trim()) ? Number.NaN : numberIn(json, 'a time');
  if (Number.isFinite(number)) return Math.round(number < SECONDS_END ? number * 1000 : number);
  // Without a zone it would be read in this machine's own.
  const at = typeof json === 'string' && /T.*(Z|[+-]\d\d:?\d\d)$/.test(json) ? Date.parse(json) : Number.NaN;
  if (Number.isNaN(at)) throw new ScalerFault('bad-answer', [`a time is ${sayJson(json)}, must be epoch or ISO 8601`]);
  return at;
}

/**
 * Samples of two columns, one of times and one of values. A null is a gap, and is left out.
 *
 * @throws ScalerFault `bad-answer`
 */
export function samplesOfColumns(times: unknown, values: unknown): Sample[] {
  if (!Array.isArray(times) || !Array.isArray(values) || times.length !== values.length) {
    const lengths = [times, values].map((column) => (Array.isArray(column) ? column.length : 'no list'));
    throw new ScalerFault('bad-answer', [`its times and values are ${lengths.join(' and ')}, must be equally many`]);
  }
  const samples: Sample[] = [];
  for (const [index, json] of values.entries()) {
    if (json !== null) samples.push({ at: timeIn(times[index]), value: numberIn(json, 'a value') });
  }
  return samples;
}

function sayJson(json: unknown): string {
  if (typeof json === 'string') return `"${json.slice(0, 40)}"`;
  return Array.isArray(json) ? 'a list' : json === null ? 'null' : typeof json;
}
