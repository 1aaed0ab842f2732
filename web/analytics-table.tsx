import { useMemo } from 'preact/hooks';
import type { Frame } from './analytics-column.ts';
import { csvOf, toldColumns } from './analytics-csv.ts';
import { bucketEnds, bucketMeans } from './analytics-thinning.ts';
import { sayMoment, sayNumber } from './analytics-words.ts';

/** More than anybody reads; the file has them all. */
const MOST_ROWS = 120;

/** The same numbers to read, newest first, and all of them to take away. */
export function DataTable({ frame }: { readonly frame: Frame }) {
  const ends = useMemo(() => bucketEnds(frame.at.length, MOST_ROWS), [frame]);
  const columns = useMemo(
    () => toldColumns(frame).map(([column, name]) => ({ name, values: bucketMeans(frame[column], ends) })),
    [frame, ends],
  );
  const means = ends.length < frame.at.length ? `, each the mean of ${Math.ceil(frame.at.length / ends.length)}` : '';
  return (
    <details class="chart-card table-card">
      <summary>
        The same as a table <span class="soft">({`${ends.length} rows${means}`})</span>
      </summary>
      <button type="button" class="button small" onClick={() => download(csvOf(frame), nameOf(frame))}>
        Download all {frame.at.length} rows as CSV
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="table-room" aria-label="Numbers" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Until</th>
              {columns.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ends.toReversed().map((end, index) => (
              <tr key={end}>
                <th scope="row">{sayMoment(frame.at[end] ?? 0)}</th>
                {columns.map(({ name, values }) => (
                  <td key={name}>{sayNumber(values[ends.length - 1 - index])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function nameOf({ at }: Frame): string {
  return `connections-${new Date(at[0] ?? 0).toISOString().slice(0, 16).replaceAll(':', '')}.csv`;
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
