import type { Colour } from './analytics-colours.ts';
import type { Frame } from './analytics-column.ts';

type ColumnName = Exclude<keyof Frame, 'at' | 'stepSeconds'>;

/** One line of a chart: what it shows and how it looks. */
export interface Line {
  readonly column: ColumnName;
  readonly name: string;
  readonly colour: Colour;
  /** In CSS pixels; 0 is not drawn, only the band beside it. */
  readonly width: number;
  /** What tells it apart from the others where colours do not. */
  readonly dash?: readonly number[];
  readonly stepped?: boolean;
}

/** Every line of both charts, those that lie below first. */
export const LINES = {
  connections: [
    { column: 'high', name: '90 % band, upper', colour: 'band', width: 0 },
    { column: 'low', name: '90 % band, lower', colour: 'band', width: 0 },
    { column: 'capacity', name: 'Capacity', colour: 'capacity', width: 1.5, dash: [2, 3], stepped: true },
    { column: 'mean', name: 'To come', colour: 'coming', width: 2, dash: [2, 4] },
    { column: 'predicted', name: 'Predicted', colour: 'predicted', width: 2, dash: [8, 5] },
    { column: 'value', name: 'Actual', colour: 'actual', width: 2 },
  ],
  replicas: [
    { column: 'reactive', name: 'Reactive only', colour: 'reactive', width: 1.5, dash: [2, 3], stepped: true },
    { column: 'desired', name: 'Desired', colour: 'desired', width: 2, dash: [8, 5], stepped: true },
    { column: 'ready', name: 'Ready', colour: 'ready', width: 2, stepped: true },
  ],
} as const satisfies Record<string, readonly Line[]>;

export type ChartKind = keyof typeof LINES;

/**
 * The lines of a chart of which something is known, top to bottom as they are told.
 */
export function knownLines(kind: ChartKind, frame: Frame): Line[] {
  const lines: readonly Line[] = LINES[kind];
  return lines.filter(({ column }) => frame[column].some((value) => value !== null)).toReversed();
}
