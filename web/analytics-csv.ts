import type { Frame } from './analytics-column.ts';

/** The columns of the table and of the file, in the order in which they are told. */
export const TOLD = [
  ['value', 'Actual'],
  ['predicted', 'Predicted'],
  ['mean', 'To come'],
  ['low', 'Band from'],
  ['high', 'Band to'],
  ['capacity', 'Capacity'],
  ['ready', 'Ready'],
  ['desired', 'Desired'],
  ['reactive', 'Reactive'],
] as const satisfies ReadonlyArray<readonly [keyof Frame, string]>;

/** Those columns of which something is known. */
export function toldColumns(frame: Frame): ReadonlyArray<(typeof TOLD)[number]> {
  return TOLD.filter(([column]) => frame[column].some((value) => value !== null));
}

/**
 * The same numbers for a spreadsheet (RFC 4180): times as ISO 8601, an empty cell for what is not known.
 *
 * @example
 * const nothing = { predicted: [], mean: [], low: [], high: [], capacity: [], ready: [], desired: [], reactive: [] };
 * csvOf({ ...nothing, at: [0, 60000], stepSeconds: 60, value: [7, null] }) // => 'time,actual\r\n1970-01-01T00:00:00.000Z,7\r\n1970-01-01T00:01:00.000Z,\r\n'
 */
export function csvOf(frame: Frame): string {
  const columns = toldColumns(frame);
  const head = ['time', ...columns.map(([, name]) => name.toLowerCase().replaceAll(' ', '_'))];
  const rows = frame.at.map((at, row) => [
    new Date(at).toISOString(),
    ...columns.map(([column]) => `${frame[column][row] ?? ''}`),
  ]);
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
