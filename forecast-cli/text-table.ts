/** One cell of a table for people. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export type Tone = 'good' | 'bad' | 'quiet' | 'strong';

const TONES: Readonly<Record<Tone, string>> = { good: '1;32', bad: '33', quiet: '2', strong: '1' };

/** Colours a text for a terminal, or leaves it. */
export function paint(text: string, tone: Tone | undefined, colour: boolean): string {
  return colour && tone ? `\u001b[${TONES[tone]}m${text}\u001b[0m` : text;
}

/**
 * Rows with aligned columns: the first to the left, all others to the right, two spaces between them.
 *
 * @example
 * textTable([[{ text: 'model' }, { text: 'ms' }], [{ text: 'a' }, { text: '10' }]], false) // => ['model  ms', 'a      10']
 */
export function textTable(rows: ReadonlyArray<readonly Cell[]>, colour: boolean): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => {
    return Math.max(...rows.map((row) => row[column]?.text.length ?? 0));
  });
  return rows.map((row) => {
    const cells = row.map(({ text, tone }, column) => {
      const blank = ' '.repeat((widths[column] ?? 0) - text.length);
      const painted = paint(text, tone, colour);
      return column === 0 ? painted + blank : blank + painted;
    });
    return cells.join('  ').trimEnd();
  });
}
