import { percent, readJson } from './docs-accuracy.ts';
import { markdownTable } from './docs-shape.ts';

/** As much of bench/forecast-peers.json as the documents show: a forecaster on a class of series up to a lead. */
export interface PeerRow {
  readonly model: string;
  readonly class: string;
  readonly lead: string;
  readonly series: number;
  readonly relMae: number;
  readonly relWql: number;
  /** Of the quantiles of 0.05, 0.1, 0.5, 0.9 and 0.95. */
  readonly coverage: readonly number[];
  readonly ms: number | null;
  /** Origins where it could not, in all series of the class. */
  readonly fallbacks: number;
}

const OURS = 'ensemble';
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** All forecasters by class and lead, the least error first. */
export function peerTable(rows: readonly PeerRow[]): string {
  const cells = groupsOf(rows).flatMap((group) => {
    return [...group.rows]
      .sort((one, other) => one.relMae - other.relMae)
      .map((row) => [
        group.class,
        group.lead,
        `\`${row.model}\``,
        row.relMae.toFixed(3),
        row.relWql.toFixed(3),
        percent(row.coverage[3]),
        percent(row.coverage[4]),
      ]);
  });
  const head = ['class', 'lead', 'forecaster', 'relMAE', 'relWQL', 'below q0.9', 'below q0.95'];
  return markdownTable(head, cells);
}

/** What a fit with its forecast takes, and how often there was none. */
export function peerTimeTable(rows: readonly PeerRow[]): string {
  const classes = [...new Set(rows.map((row) => row.class))];
  const cells = [...new Set(rows.map((row) => row.model))].map((model) => {
    const own = classes.map((kind) => rows.find((row) => row.model === model && row.class === kind));
    const fallbacks = own.reduce((sum, row) => sum + (row?.fallbacks ?? 0), 0);
    const times = own.map((row) => (row?.ms == null ? '—' : digits.format(row.ms)));
    return [`\`${model}\``, ...times, `${fallbacks}`];
  });
  return markdownTable(['forecaster', ...classes.map((kind) => `ms a task, ${kind}`), 'could not'], cells);
}

/** Where somebody else is better than the ensemble, and by what. */
export function peerLossTable(rows: readonly PeerRow[]): string {
  const cells = groupsOf(rows).flatMap((group) => {
    const own = group.rows.find(({ model }) => model === OURS);
    if (own === undefined) return [];
    const better = (measure: (row: PeerRow) => number, say: (row: PeerRow) => string) => {
      const found = group.rows.filter((row) => row !== own && measure(row) < measure(own));
      const names = found.sort((one, other) => measure(one) - measure(other));
      return names.length === 0 ? 'nobody' : names.map((row) => `\`${row.model}\` ${say(row)}`).join(', ');
    };
    return [
      [
        `${group.class}, ${group.lead}`,
        better(
          (row) => row.relMae,
          (row) => row.relMae.toFixed(3),
        ),
        better(
          (row) => row.relWql,
          (row) => row.relWql.toFixed(3),
        ),
        better(missOf(3, 0.9), (row) => percent(row.coverage[3])),
        better(missOf(4, 0.95), (row) => percent(row.coverage[4])),
      ],
    ];
  });
  return markdownTable(
    ['class, lead', 'less relMAE', 'less relWQL', 'q0.9 nearer to 90 %', 'q0.95 nearer to 95 %'],
    cells,
  );
}

/** How far a quantile covers more or less than it says; in tenths of a percent, as it is shown. */
function missOf(index: number, level: number): (row: PeerRow) => number {
  return ({ coverage }) => Math.round(1000 * Math.abs((coverage[index] ?? Number.NaN) - level));
}

function groupsOf(rows: readonly PeerRow[]) {
  const names = new Map(rows.map((row) => [`${row.class} ${row.lead}`, { class: row.class, lead: row.lead }]));
  return [...names.values()].map((name) => {
    return { ...name, rows: rows.filter((row) => row.class === name.class && row.lead === name.lead) };
  });
}

/** Kept by hand, as docs/benchmarks.md says. */
const readPeers = () => readJson<{ readonly accuracy: readonly PeerRow[] }>('bench/forecast-peers.json').accuracy;

/** The tables of docs/benchmarks.md, by the name in their markers. */
export const PEER_TABLES: Readonly<Record<string, () => string>> = {
  'peer-accuracy': () => peerTable(readPeers()),
  'peer-losses': () => peerLossTable(readPeers()),
  'peer-times': () => peerTimeTable(readPeers()),
};
