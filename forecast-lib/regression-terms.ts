import type { BusinessEvent } from './business-event.ts';
import { type Holiday, holidayOffset } from './holidays.ts';

/** What a regression on time is made of. Numbers alone, so that it can be saved. */
export interface TermPlan {
  /** Samples of the history: the trend is measured in it. */
  span: number;
  /** When sample 0 is, in epoch milliseconds. */
  originAt: number;
  stepSeconds: number;
  utcOffsetMinutes: number;
  /** Steps in each season, and how many harmonics it has. */
  periods: Float64Array;
  harmonics: Float64Array;
  /** For each harmonic, 1 if it has columns; 0 if it is one of a season before. */
  kept: Float64Array;
  /** Samples at which the trend may turn. */
  knots: Float64Array;
  /** Rows of column, month, day (0 for none), weekday, which, days after it. */
  holidays: Float64Array;
  /** Rows of column, start and end in epoch milliseconds. */
  events: Float64Array;
  /** Columns of the holidays and the events together. */
  marks: number;
}

const HOLIDAY = 6;
const EVENT = 3;

/** Columns: a constant, a slope, one for each knot, a cosine and a sine for each harmonic, holidays, events. */
export function termCount({ knots, kept, marks }: TermPlan): number {
  return 2 + knots.length + 2 * kept.reduce((sum, one) => sum + one, 0) + marks;
}

/**
 * For each harmonic of each season, 1, or 0 if it is one of a season before: the seventh of a week is the first of a day.
 *
 * @example
 * keptHarmonics([24, 168], [1, 8]) // => new Float64Array([1, 1, 1, 1, 1, 1, 1, 0, 1])
 */
export function keptHarmonics(periods: readonly number[], harmonics: readonly number[]): Float64Array {
  const isRepeated = (harmonic: number, season: number) =>
    periods.slice(0, season).some((period, before) => {
      const same = (harmonic * period) / (periods[season] as number);
      return Number.isInteger(same) && same <= (harmonics[before] as number);
    });
  return Float64Array.from(
    harmonics.flatMap((count, season) =>
      Array.from({ length: count }, (_, at) => (isRepeated(at + 1, season) ? 0 : 1)),
    ),
  );
}

/** Rows for each day of each holiday; a name has a column for each day after it. */
export function planMarks(
  holidays: readonly Holiday[],
  events: readonly BusinessEvent[],
): Pick<TermPlan, 'holidays' | 'events' | 'marks'> {
  const columns = new Map<string, number>();
  const columnOf = (name: string): number => {
    if (!columns.has(name)) columns.set(name, columns.size);
    return columns.get(name) as number;
  };
  const holidayRows = holidays.flatMap(({ name, month, day = 0, weekday = 0, nth = 1, from = 0, to = 0 }) =>
    Array.from({ length: to - from + 1 }, (_, at) => [
      columnOf(`holiday ${name} ${from + at}`),
      ...[month, day, weekday, nth, from + at],
    ]).flat(),
  );
  const eventRows = events.flatMap(({ name, kind = name, startAt, endAt }) => [
    columnOf(`event ${kind}`),
    startAt,
    endAt,
  ]);
  return { holidays: Float64Array.from(holidayRows), events: Float64Array.from(eventRows), marks: columns.size };
}

/** Writes the row of a sample, which may lie in the future; columns of a season by the addition of angles. */
export function writeTerms(plan: TermPlan, index: number, row: Float64Array): void {
  const { span, knots, periods, harmonics, kept } = plan;
  row[0] = 1;
  row[1] = index / span;
  let [at, wave] = [2, 0];
  for (const knot of knots) row[at++] = Math.max(0, index - knot) / span;
  for (let season = 0; season < periods.length; season++) {
    const angle = (2 * Math.PI * (index % (periods[season] as number))) / (periods[season] as number);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    let [x, y] = [cosine, sine];
    for (let harmonic = 1; harmonic <= (harmonics[season] as number); harmonic++) {
      if (kept[wave++] === 1) {
        row[at++] = x;
        row[at++] = y;
      }
      const turned = x * cosine - y * sine;
      y = y * cosine + x * sine;
      x = turned;
    }
  }
  if (plan.marks > 0) writeMarks(plan, index, row.subarray(at));
}

/** Samples of the history that are within a holiday or an event. */
export function markedSamples(plan: TermPlan, length: number): ReadonlySet<number> {
  const marked = new Set<number>();
  const row = new Float64Array(plan.marks);
  for (let index = 0; plan.marks > 0 && index < length; index++) {
    writeMarks(plan, index, row);
    if (row.some((mark) => mark > 0)) marked.add(index);
  }
  return marked;
}

function writeMarks(plan: TermPlan, index: number, row: Float64Array): void {
  const { holidays, events } = plan;
  const time = plan.originAt + index * plan.stepSeconds * 1000;
  row.fill(0);
  for (let at = 0; at < holidays.length; at += HOLIDAY) {
    const [column, month, day, weekday, nth, days] = holidays.subarray(at, at + HOLIDAY) as unknown as HolidayRow;
    const rule = { name: '', month, ...(day > 0 ? { day } : { weekday, nth }), from: days, to: days };
    if (holidayOffset(rule, time, plan.utcOffsetMinutes) !== undefined) row[column] = 1;
  }
  for (let at = 0; at < events.length; at += EVENT) {
    const [column, startAt, endAt] = events.subarray(at, at + EVENT) as unknown as readonly [number, number, number];
    if (time >= startAt && time < endAt) row[column] = 1;
  }
}

type HolidayRow = readonly [number, number, number, number, number, number];
