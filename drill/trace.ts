/** How many people want to be connected, at even times. */
export interface Trace {
  readonly name: string;
  /** Where it comes from, in words. */
  readonly origin: string;
  /** Of the first value, in epoch milliseconds. */
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly people: Float64Array;
}

/** How long a trace is, in seconds. */
export function secondsOf({ people, stepSeconds }: Trace): number {
  return Math.max(0, people.length - 1) * stepSeconds;
}

/**
 * The people at a time of the trace; between two values, on a straight line.
 *
 * @param second from the start of the trace
 * @example
 * peopleAt({ name: 'x', origin: '', startAt: 0, stepSeconds: 60, people: new Float64Array([0, 60]) }, 15) // => 15
 */
export function peopleAt({ people, stepSeconds }: Trace, second: number): number {
  const place = Math.min(Math.max(second / stepSeconds, 0), people.length - 1);
  const before = Math.floor(place);
  const from = people[before] as number;
  const to = people[Math.min(before + 1, people.length - 1)] as number;
  return from + (to - from) * (place - before);
}

/** The same shape with another peak. */
export function withPeak(trace: Trace, peak: number): Trace {
  const highest = trace.people.reduce((most, value) => Math.max(most, value), 0);
  if (highest === 0) return trace;
  return { ...trace, people: trace.people.map((value) => (value * peak) / highest) };
}

/** Its first seconds. */
export function firstOf(trace: Trace, seconds: number): Trace {
  return { ...trace, people: trace.people.slice(0, Math.floor(seconds / trace.stepSeconds) + 1) };
}

/** What is left of it after its first seconds; undefined unless that is a day and more. */
export function after(trace: Trace, seconds: number): Trace | undefined {
  if (seconds === 0) return trace;
  const people = trace.people.slice(Math.floor(seconds / trace.stepSeconds));
  if (people.length * trace.stepSeconds <= 86_400) return undefined;
  return { ...trace, startAt: trace.startAt + seconds * 1000, people };
}
