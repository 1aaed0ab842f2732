import type { Position } from '#chat';
import { auditViews, type View } from '#conformance';
import type { DrillAudit } from './drill-words.ts';

/** What somebody heard over all their visits, and whether they are there at the end. */
export interface DrillView extends View {
  readonly room: string;
  readonly stayed: boolean;
}

/**
 * Holds what everybody heard against what was accepted: from the first entry that they were shown on, each once and in
 * order; of those who are away, up to the last that they heard.
 *
 * @param accepted of each room, what was acknowledged, by its id
 */
export function auditDrill(
  accepted: ReadonlyMap<string, ReadonlyMap<string, Position>>,
  views: readonly DrillView[],
): Omit<DrillAudit, 'people' | 'p99Ms'> {
  const counts = { lost: 0, doubled: 0, reordered: 0, other: 0 };
  const examples: string[] = [];
  for (const { room, stayed, ...view } of views) {
    const first = view.entries[0]?.offset ?? Number.POSITIVE_INFINITY;
    const last = stayed ? Number.POSITIVE_INFINITY : (view.entries.at(-1)?.offset ?? 0);
    const theirs = [...(accepted.get(room) ?? [])].filter(([, { offset }]) => offset >= first && offset <= last);
    for (const sentence of auditViews(new Map(theirs), [view])) {
      const kind = kindOf(sentence);
      if (counts[kind]++ === 0) examples.push(sentence);
    }
  }
  return { ...counts, examples };
}

function kindOf(sentence: string): 'lost' | 'doubled' | 'reordered' | 'other' {
  if (sentence.endsWith('is missing')) return 'lost';
  if (sentence.includes(' and again at ')) return 'doubled';
  return sentence.includes(' came after ') ? 'reordered' : 'other';
}

/**
 * The value that so many of all are not above; 0 of none.
 *
 * @example
 * quantileOf([5, 1, 3], 0.99) // => 5
 */
export function quantileOf(values: readonly number[], level: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * level))] ?? 0;
}
