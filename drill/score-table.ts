import { type Cell, textTable } from '#forecast-cli';
import type { PairedDifference } from './bootstrap.ts';
import { MEASURES, type MeasureName, type PolicyScore, type ScoredRun } from './scores.ts';

const SHOWN: readonly MeasureName[] = [
  'under',
  'underBy',
  'over',
  'pods',
  'unserved',
  'cut',
  'moved',
  'peak',
  'ready',
  'lead',
  'actions',
];

/** The scores as a table for a terminal. */
export function scoreLines(scores: readonly PolicyScore[], colour: boolean): string[] {
  const head: Cell[] = [
    { text: 'policy' },
    ...SHOWN.map((name) => ({ text: MEASURES[name].head, tone: 'quiet' as const })),
  ];
  const rows = scores.map(({ policy, means }) => [{ text: policy }, ...SHOWN.map((name) => cell(name, means[name]))]);
  return textTable([head, ...rows], colour);
}

/** What each run measured, for who wants to see the traces one by one. */
export function runLines(runs: readonly ScoredRun[], colour: boolean): string[] {
  const head = ['trace', 'policy', 'under %', 'pods/ideal', 'cut', 'handed over'].map((text) => ({ text }));
  const rows = runs.map(({ trace, policy, measures }) => {
    const names = ['under', 'pods', 'cut', 'moved'] as const;
    return [{ text: trace }, { text: policy }, ...names.map((name) => cell(name, MEASURES[name].of(measures)))];
  });
  return textTable([head, ...rows], colour);
}

/** How each policy differs from the first, with intervals. */
export function differenceLines(scores: readonly PolicyScore[], colour: boolean): string[] {
  const names = ['under', 'pods', 'cut'] as const;
  const head = [`against ${scores[0]?.policy ?? ''}`, ...names.map((name) => MEASURES[name].head)].map((text) => ({
    text,
  }));
  const rows = scores.flatMap(({ policy, against }) =>
    against === undefined
      ? []
      : [[{ text: policy }, ...names.map((name) => ({ text: sayDifference(against[name], MEASURES[name].digits) }))]],
  );
  return rows.length === 0 ? [] : textTable([head, ...rows], colour);
}

/**
 * @example
 * sayDifference({ mean: -1.5, low: -2, high: -1 }, 1) // => '-1.5 (-2.0 to -1.0)'
 */
export function sayDifference({ mean, low, high }: PairedDifference, digits: number): string {
  const interval = Number.isNaN(low) ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  return `${mean > 0 ? '+' : ''}${mean.toFixed(digits)}${interval}`;
}

function cell(name: MeasureName, value: number): Cell {
  return { text: value.toFixed(MEASURES[name].digits) };
}
