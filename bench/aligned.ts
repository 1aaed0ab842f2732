/**
 * Rows as lines with aligned columns: the first to the left, all others to the right.
 *
 * @example
 * aligned([['a', 'ms'], ['long', '12']]) // => ['a     ms', 'long  12']
 */
export function aligned(rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((text, column) => {
      return column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
    });
    return cells.join('  ').trimEnd();
  });
}
