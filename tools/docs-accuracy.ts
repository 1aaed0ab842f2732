import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './docs-shape.ts';
import { ROOT } from './source-files.ts';

/** How near a model must come to what another program says, and how near it comes. */
export interface Tolerance {
  readonly what: string;
  readonly tolerance: string;
  /** The greatest difference that was found. */
  readonly worst: number;
}

/** As much of what `npm run bench:forecast -- --json` prints as the documents show. */
export interface ForecastBench {
  readonly node: string;
  readonly machine: string;
  readonly speed: {
    readonly fits: readonly {
      readonly points: number;
      readonly name: string;
      readonly ms: number;
      readonly share: number;
    }[];
    readonly parts: {
      readonly predictMs: number;
      readonly updateMs: number | null;
      readonly handOverMs: number;
      readonly savedBytes: number;
    };
    readonly growth: readonly { readonly points: number; readonly ms: number; readonly shareOfLinear: number }[];
    readonly memory: readonly { readonly points: number; readonly peakBytes: number }[];
    readonly bundle: { readonly gzippedBytes: number };
  };
  readonly accuracy: readonly {
    readonly model: string;
    readonly class: string;
    readonly lead: string;
    readonly series: number;
    readonly relMae: number;
    readonly relWql: number;
    readonly mase: number;
    readonly coverage: readonly number[];
    readonly worst: { readonly share: number };
  }[];
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en');

/** What was checked against another program, by the fixture that holds its numbers. */
export function toleranceTable(fixtures: Readonly<Record<string, readonly Tolerance[]>>): string {
  const rows = Object.entries(fixtures).flatMap(([fixture, tolerances]) => {
    return tolerances.map(({ what, tolerance, worst }) => [fixture, what, tolerance, sayWorst(worst)]);
  });
  return markdownTable(['fixture', 'what is compared', 'may differ by', 'differs by'], rows);
}

/**
 * A difference in so few digits that it is the same on every machine.
 *
 * @example
 * sayWorst(0.000123) // => '1.2e-4'
 * sayWorst(0) // => '0'
 */
export function sayWorst(worst: number): string {
  return worst === 0 ? '0' : worst.toExponential(1);
}

/** How near the models came, by class of series and lead, against seasonal naive. */
export function accuracyTable({ accuracy }: Pick<ForecastBench, 'accuracy'>): string {
  const rows = accuracy.map((row) => [
    `\`${row.model}\``,
    row.class,
    row.lead,
    String(row.series),
    row.relMae.toFixed(2),
    row.relWql.toFixed(2),
    row.mase.toFixed(2),
    percent(row.coverage[3]),
    percent(row.coverage[4]),
    row.worst.share.toFixed(2),
  ]);
  const head = [
    'model',
    'class',
    'lead',
    'series',
    'relMAE',
    'relWQL',
    'MASE',
    'below q0.9',
    'below q0.95',
    'worst series',
  ];
  return markdownTable(head, rows);
}

/** What a fit with its forecast takes, beside the peers of the same run. */
export function speedTable({ speed }: Pick<ForecastBench, 'speed'>): string {
  const rows = speed.fits.map(({ points, name, ms, share }) => {
    return [whole.format(points), name, digits.format(ms), share === 1 ? '' : digits.format(share)];
  });
  return markdownTable(['samples', 'model', 'ms', 'our time as a share of it'], rows);
}

/** How cost grows with the history: time, and memory where it was measured. */
export function growthTable({ speed }: Pick<ForecastBench, 'speed'>): string {
  const rows = speed.growth.map(({ points, ms, shareOfLinear }) => {
    const peak = speed.memory.find((memory) => memory.points === points)?.peakBytes;
    const memory = peak === undefined ? '' : digits.format(peak / 2 ** 20);
    return [whole.format(points), digits.format(ms), digits.format(shareOfLinear), memory];
  });
  return markdownTable(['samples', 'ms', 'ms a sample, as a share of the shortest', 'MB at most'], rows);
}

/** What the single steps take. */
export function stepsTable({ speed: { parts, bundle } }: Pick<ForecastBench, 'speed'>): string {
  const update = parts.updateMs === null ? 'none' : `${digits.format(parts.updateMs * 1000)} µs`;
  return markdownTable(
    ['what', 'takes'],
    [
      ['a forecast of 288 steps from a Fitted', `${digits.format(parts.predictMs)} ms`],
      ['an online update', update],
      ['a hand-over as JSON, there and back', `${digits.format(parts.handOverMs)} ms`],
      ['a Fitted as JSON', `${digits.format(parts.savedBytes / 1024)} KB`],
      ['the default import, gzipped', `${digits.format(bundle.gzippedBytes / 1024)} KB`],
    ],
  );
}

/** A share as a document says it. */
export function percent(share: number | undefined): string {
  return share === undefined ? '—' : `${(share * 100).toFixed(1)} %`;
}

const TRUTH = 'forecast-lib/truth';
const TOLERANCES = '-tolerance.json';

function readTolerances(): Record<string, Tolerance[]> {
  const files = readdirSync(join(ROOT, TRUTH)).filter((file) => file.endsWith(TOLERANCES));
  return Object.fromEntries(
    files.sort().map((file) => [file.slice(0, -TOLERANCES.length), readJson<Tolerance[]>(join(TRUTH, file))]),
  );
}

/** Kept by hand: `npm run bench:forecast -- --json --data FOLDER > bench/forecast-results.json`. */
const readBench = () => readJson<ForecastBench>('bench/forecast-results.json');

/** A file of this house. */
export function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Content;
}

/** The tables of docs/accuracy.md, by the name in their markers. */
export const ACCURACY_TABLES: Readonly<Record<string, () => string>> = {
  'forecast-tolerances': () => toleranceTable(readTolerances()),
  'forecast-accuracy': () => accuracyTable(readBench()),
  'forecast-speed': () => speedTable(readBench()),
  'forecast-growth': () => growthTable(readBench()),
  'forecast-steps': () => stepsTable(readBench()),
  'forecast-machine': () => `Measured with Node ${readBench().node} on ${readBench().machine}.`,
};
