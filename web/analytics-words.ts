const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/**
 * A number as people read it; a dash for what is not known.
 *
 * @example
 * sayNumber(1234.56) // => '1,235'
 * sayNumber(7.25) // => '7.3'
 * sayNumber(null) // => '–'
 */
export function sayNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return (Math.abs(value) < 100 ? FINE : WHOLE).format(value);
}

/**
 * A difference, with its sign.
 *
 * @example
 * sayDifference(3) // => '+3'
 * sayDifference(-1200) // => '−1,200'
 */
export function sayDifference(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = sayNumber(Math.abs(value));
  if (size === '0') return '±0';
  return `${value < 0 ? '−' : '+'}${size}`;
}

/**
 * @example
 * sayPercent(12.34) // => '12.3\u00a0%'
 * sayPercent(undefined) // => '–'
 */
export function sayPercent(value: number | undefined): string {
  return value === undefined ? '–' : `${FINE.format(value)}\u00a0%`;
}

/**
 * How long ago, in the largest unit that says enough.
 *
 * @example
 * sayAge(30_000) // => 'less than a minute'
 * sayAge(420_000) // => '7 min'
 * sayAge(7_200_000) // => '2 h'
 * sayAge(200_000_000) // => '2 days'
 */
export function sayAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 2_880) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1_440)} days`;
}

/** A time of day with its date, where the reader is. */
export function sayMoment(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/**
 * How much earlier than needed, or later.
 *
 * @example
 * sayLead(420_000) // => '7 min before'
 * sayLead(-90_000) // => '1 min late'
 * sayLead(20_000) // => 'in time'
 * sayLead(undefined) // => '–'
 */
export function sayLead(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–';
  if (Math.abs(milliseconds) < 60_000) return 'in time';
  return `${sayAge(Math.abs(milliseconds))} ${milliseconds < 0 ? 'late' : 'before'}`;
}
