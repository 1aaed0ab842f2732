const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** The hour and minute, where the reader is. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}

/** The hour and minute today, with the day before it otherwise. */
export function momentText(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? CLOCK.format(at) : `${DAY.format(at)}, ${CLOCK.format(at)}`;
}

/** All of it, for who wants to know exactly. */
export function wholeText(at: number): string {
  return WHOLE.format(at);
}
