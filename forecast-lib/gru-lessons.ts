import { levelNow } from './feature-parts.ts';
import { GRU_SEQUENCE, writeSequence } from './gru-sequence.ts';
import type { LeadLesson } from './lead-lesson.ts';
import { type LinearStart, startOf } from './linear-start.ts';
import { scaleAt, writeRow } from './training-rows.ts';

/** What the network learns from: for each origin the sequence it sees, and what the straight line misses at each knot. */
export interface GruLessons {
  readonly count: number;
  readonly sequences: readonly Float64Array[];
  /** NaN where it is missing. */
  readonly wanted: readonly Float64Array[];
  readonly origins: readonly number[];
}

/** Origins drawn evenly from [from, end), with what came before `end`. */
export function gruLessons(
  lesson: LeadLesson,
  starts: readonly LinearStart[],
  knots: readonly number[],
  from: number,
  end: number,
  most: number,
): GruLessons {
  const { clean, floor } = lesson;
  const count = Math.max(0, Math.min(most, end - from));
  const sequences: Float64Array[] = [];
  const wanted: Float64Array[] = [];
  const origins: number[] = [];
  for (let index = 0; index < count; index++) {
    const origin = from + Math.floor(((index + 0.5) / count) * (end - from));
    const level = levelNow(clean.window, origin);
    const scale = scaleAt(clean.window, origin, floor);
    const sequence = new Float64Array(GRU_SEQUENCE);
    writeSequence(clean.window, origin, level, scale, sequence);
    sequences.push(sequence);
    wanted.push(missedAt(lesson, starts, knots, origin, end, level, scale));
    origins.push(origin);
  }
  return { count, sequences, wanted, origins };
}

function missedAt(
  { clean, features, groups, actual }: LeadLesson,
  starts: readonly LinearStart[],
  knots: readonly number[],
  origin: number,
  end: number,
  level: number,
  scale: number,
): Float64Array {
  const row = new Float64Array(features.length);
  return Float64Array.from(knots, (lead) => {
    const target = origin + lead - 1;
    if (target >= end || Number.isNaN(actual[target])) return Number.NaN;
    writeRow(features, clean.window, origin, lead, level, scale, row);
    const group = groups.findIndex(({ to }) => lead <= to);
    return ((actual[target] as number) - level) / scale - startOf(starts[group] as LinearStart, row, lead);
  });
}
