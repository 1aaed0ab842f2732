/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  /** A second line, where there is something to add. */
  readonly below?: string;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/**
 * Round numbers that cover a range, about so many (Paul Heckbert, Nice numbers for graph labels, 1990).
 *
 * @example
 * numberTicks(0, 97, 5).map(({ at }) => at) // => [0, 20, 40, 60, 80]
 */
export function numberTicks(low: number, high: number, about: number): Tick[] {
  if (!(high > low)) return [{ at: low, label: compact.format(low) }];
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.99) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = (first + index) * step;
    return { at, label: compact.format(Math.abs(at) < step * 1e-9 ? 0 : at) };
  });
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364, 1_820].map((count) => count * DAY),
];

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const yearFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/**
 * Round times (UTC) in a range, at most so many. The day is said below the first and where a new one begins.
 *
 * @param low epoch milliseconds
 * @example
 * timeTicks(0, 86_400_000, 3).map(({ label }) => label) // => ['00:00', '12:00', '00:00']
 */
export function timeTicks(low: number, high: number, most: number): Tick[] {
  const step =
    STEPS.find((candidate) => Math.floor(high / candidate) - Math.ceil(low / candidate) < most) ?? high - low;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) {
    if (step >= 91 * DAY) ticks.push({ at, label: yearFormat.format(at) });
    else if (step >= DAY) ticks.push({ at, label: dayFormat.format(at) });
    else {
      const label = sayClock(at, step);
      const isNew = ticks.length === 0 || Math.floor(at / DAY) !== Math.floor((at - step) / DAY);
      ticks.push(isNew ? { at, label, below: dayFormat.format(at) } : { at, label });
    }
  }
  return ticks;
}

function sayClock(at: number, step: number): string {
  return new Date(at).toISOString().slice(11, step < MINUTE ? 19 : 16);
}

/**
 * A time for people, to the minute.
 *
 * @example
 * sayTime(0) // => '1 Jan 1970 00:00'
 */
export function sayTime(at: number): string {
  return `${dayFormat.format(at)} ${new Date(at).getUTCFullYear()} ${sayClock(at, MINUTE)}`;
}
