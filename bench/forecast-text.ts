import { aligned } from './aligned.ts';
import type { BenchResult } from './forecast.ts';
import type { AccuracyRow } from './forecast-accuracy.ts';

/** What was measured, as lines for people. */
export function sayBench({ node, machine, speed, accuracy }: BenchResult): string[] {
  return [
    `Node ${node} on ${machine}`,
    ...(speed ? ['', ...saySpeed(speed)] : []),
    ...(accuracy ? ['', ...sayAccuracy(accuracy)] : []),
  ];
}

function saySpeed({ fits, parts, growth, memory, bundle }: NonNullable<BenchResult['speed']>): string[] {
  const fitRows = fits.map(({ points, name, ms, share }) => [
    name,
    `${points}`,
    say(ms),
    share === 1 ? '' : say(share),
  ]);
  const growthRows = growth.map(({ points, ms, shareOfLinear }) => [`${points}`, say(ms), say(shareOfLinear)]);
  const memoryRows = memory.map(({ points, peakBytes, looks }) => [`${points}`, say(peakBytes / 2 ** 20), `${looks}`]);
  return [
    'A fit with its forecast of 288 steps (median; the ensemble as a share of each peer, in the same rounds)',
    ...aligned([['', 'points', 'ms', 'share of it'], ...fitRows]),
    '',
    'Growth with the history (time for each point, as a share of the shortest)',
    ...aligned([['points', 'ms', 'share'], ...growthRows]),
    '',
    'Memory that a fit holds at most, with what is not yet collected',
    ...aligned([['points', 'MB', 'looks'], ...memoryRows]),
    '',
    `A forecast from a Fitted  ${say(parts.predictMs)} ms`,
    `An online update          ${parts.updateMs === null ? 'none' : `${say(parts.updateMs * 1000)} µs`}`,
    `A hand-over as JSON       ${say(parts.handOverMs)} ms, ${say(parts.savedBytes / 1024)} KB`,
    `The default import        ${say(bundle.gzippedBytes / 1024)} KB gzipped (${say(bundle.minifiedBytes / 1024)} KB)`,
  ];
}

function sayAccuracy(rows: readonly AccuracyRow[]): string[] {
  const head = [
    'model',
    'class',
    'lead',
    'series',
    'relMAE',
    'relWQL',
    'MASE',
    '≤ q0.9',
    '≤ q0.95',
    'worst',
    'ms',
    'could not',
  ];
  const cells = rows.map((row) => [
    row.model,
    row.class,
    row.lead,
    `${row.series}`,
    row.relMae.toFixed(3),
    row.relWql.toFixed(3),
    row.mase.toFixed(2),
    percent(row.coverage[3]),
    percent(row.coverage[4]),
    `${row.worst.share.toFixed(2)} ${row.worst.series}`,
    row.ms === null ? '–' : say(row.ms),
    `${row.fallbacks}`,
  ]);
  return [
    'Accuracy against seasonal naive (worst: against the better of it and the last value)',
    ...aligned([head, ...cells]),
  ];
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

function say(number: number): string {
  return digits.format(number);
}
