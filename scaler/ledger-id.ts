/** Digits of base 36: enough for the year 5188. */
const TIME_DIGITS = 9;
const SEQUENCE_DIGITS = 9;
const PATTERN = /^[0-9a-z]{9}-[0-9a-z]{9}$/;

/** The latest time that an id can hold, in epoch milliseconds. */
export const LAST_AT = 36 ** TIME_DIGITS - 1;

/** What an id says of its row. */
export interface LedgerPlace {
  readonly at: number;
  readonly sequence: number;
}

/**
 * The id of a row: ids in the order of text are rows in the order of time, and of two at one time, in the order in which
 * they were written. A sequence of 0, which no row has, is before every row of its time.
 *
 * @example
 * ledgerId(1_763_700_300_000, 42) // => '0mi8dmd40-000000016'
 */
export function ledgerId(at: number, sequence: number): string {
  return `${digits(at, TIME_DIGITS)}-${digits(sequence, SEQUENCE_DIGITS)}`;
}

/**
 * @example
 * parseLedgerId('0mi8dmd40-000000016') // => { at: 1763700300000, sequence: 42 }
 * parseLedgerId('latest') // => undefined
 */
export function parseLedgerId(text: string): LedgerPlace | undefined {
  if (!PATTERN.test(text)) return undefined;
  const [at, sequence] = text.split('-').map((part) => Number.parseInt(part, 36));
  return { at: at as number, sequence: sequence as number };
}

function digits(number: number, count: number): string {
  return number.toString(36).padStart(count, '0');
}
