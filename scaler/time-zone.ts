const DAY_MS = 86_400_000;
/** Somebody may name every zone there is. */
const MOST_CLOCKS = 64;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * Whether a place's clock is known by this name.
 *
 * @example
 * isTimeZone('America/New_York') // => true
 * isTimeZone('Mars/Olympus') // => false
 */
export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * What the clocks of a place show at a time, as the time at which UTC shows the same.
 *
 * @example
 * wallTime(Date.UTC(2026, 6, 1, 12), 'Europe/Berlin') === Date.UTC(2026, 6, 1, 14) // => true
 */
export function wallTime(at: number, zone: string): number {
  if (zone === 'UTC') return at;
  const parts = clockOf(zone).formatToParts(at);
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((name) =>
    Number(parts.find(({ type }) => type === name)?.value),
  ) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/**
 * When the clocks of a place show a time. One that is shown twice is meant the first time; one that is left out when clocks
 * are put forward is meant as if they had not been (RFC 5545, 3.3.5).
 *
 * @param wall as `wallTime` gives it
 * @example
 * timeOfWall(Date.UTC(2026, 6, 1, 14), 'Europe/Berlin') === Date.UTC(2026, 6, 1, 12) // => true
 */
export function timeOfWall(wall: number, zone: string): number {
  if (zone === 'UTC') return wall;
  const before = wall - offset(wall - DAY_MS, zone);
  const after = wall - offset(wall + DAY_MS, zone);
  const shown = [before, after].filter((at) => wallTime(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

function offset(at: number, zone: string): number {
  return wallTime(at, zone) - at;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (clocks.size >= MOST_CLOCKS) clocks.delete(clocks.keys().next().value as string);
  clocks.set(zone, clock);
  return clock;
}
