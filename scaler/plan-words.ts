/**
 * A number as people say it: whole from 100 on, three digits below.
 *
 * @example
 * sayNumber(5640.3) // => '5640'
 * sayNumber(0.123456) // => '0.123'
 * sayNumber(Infinity) // => 'more than any number'
 */
export function sayNumber(number: number): string {
  if (Number.isNaN(number)) return 'no number';
  if (!Number.isFinite(number)) return number > 0 ? 'more than any number' : 'less than any number';
  return Math.abs(number) >= 100 ? `${Math.round(number)}` : `${Number(number.toPrecision(3))}`;
}

/**
 * @example
 * sayPods(1) // => '1 pod'
 */
export function sayPods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}

/**
 * A time of the day, in UTC.
 *
 * @example
 * sayTime(1_763_700_300_000) // => '04:45:00Z'
 */
export function sayTime(at: number): string {
  return Math.abs(at) <= 8.64e15 ? `${new Date(at).toISOString().slice(11, 19)}Z` : 'an unknown time';
}
