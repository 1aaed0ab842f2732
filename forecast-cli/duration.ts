const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * Seconds of what a person writes as a duration, NaN if it is none.
 *
 * @example
 * parseDuration('24h') // => 86400
 * parseDuration('1.5 min') // => 90
 * parseDuration('288') // => NaN
 */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w)$/.exec(text.trim()) ?? [];
  return Number(amount ?? Number.NaN) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN);
}

/**
 * A duration in the largest unit that needs no more than one place after the point.
 *
 * @example
 * sayDuration(900) // => '15 min'
 * sayDuration(86_400) // => '24 h'
 * sayDuration(5_400) // => '1.5 h'
 * sayDuration(3_700) // => '3700 s'
 */
export function sayDuration(seconds: number): string {
  const units: readonly (readonly [string, number, number])[] = [
    ['d', 86_400, 2],
    ['h', 3_600, 1],
    ['min', 60, 1],
  ];
  for (const [name, size, least] of units) {
    const amount = seconds / size;
    if (amount >= least && Number.isInteger(amount * 10)) return `${amount} ${name}`;
  }
  return `${seconds} s`;
}
