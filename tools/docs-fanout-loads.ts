import { code, type FanoutBench, type FanoutFigures, type FanoutSection, placeOf, say } from './docs-fanout-shape.ts';
import { markdownTable } from './docs-shape.ts';

/** How late a message is at each offered load: the median and the 99th percentile. */
export function latencyTable({ sections }: FanoutBench): string {
  const order = loadsOf(sections);
  const rows = sections.flatMap((section) => {
    return section.figures.map((row) => [
      ...loadCells(section, row, order, ({ p50Ms, p99Ms }) => `${say(p50Ms)} / ${say(p99Ms)}`),
      say(addedMs(row, 'p99Ms')),
      say(addedMs(row, 'saidP99Ms')),
    ]);
  });
  return markdownTable(['rooms × people', 'server', ...order.map(loadName), 'added', 'added once said'], rows);
}

/** What a delivery costs at each offered load: how many a second of the server's processor time brings. */
export function costTable({ sections }: FanoutBench): string {
  const order = loadsOf(sections);
  const rows = sections.flatMap((section) => {
    return section.figures.map((row) => loadCells(section, row, order, (load) => say(load.deliveriesPerCpuSecond)));
  });
  return markdownTable(['rooms × people', 'server', ...order.map(loadName)], rows);
}

/** Every load that anybody was offered, the least first. */
function loadsOf(sections: readonly FanoutSection[]): string[] {
  const loads = sections.flatMap(({ figures }) => figures.flatMap((row) => row.loads.map(({ load }) => load)));
  return [...new Set(loads)].toSorted((one, other) => rank(one) - rank(other));
}

function loadName(load: string): string {
  return /^\d+$/.test(load) ? `${say(Number(load))}/s` : load;
}

function loadCells(
  section: FanoutSection,
  row: FanoutFigures,
  order: readonly string[],
  cellOf: (load: FanoutFigures['loads'][number]) => string,
): string[] {
  const cells = order.map((name) => {
    const load = row.loads.find((one) => one.load === name);
    return load ? cellOf(load) : '—';
  });
  return [placeOf(section), code(row.name), ...cells];
}

/** What half of what it sustains adds to the 99th percentile of single messages, in milliseconds. */
function addedMs({ loads }: FanoutFigures, from: 'p99Ms' | 'saidP99Ms'): number | null {
  const [single, half] = ['single', 'half'].map((name) => loads.find(({ load }) => load === name)?.[from]);
  return single == null || half == null ? null : half - single;
}

function rank(load: string): number {
  if (load === 'single') return 0;
  return load === 'half' ? Number.MAX_VALUE : Number(load);
}
