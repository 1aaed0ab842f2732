import { readJson } from './docs-accuracy.ts';
import { costTable, latencyTable } from './docs-fanout-loads.ts';
import {
  code,
  type FanoutBench,
  type FanoutFigures,
  type FanoutRatio,
  type FanoutSection,
  placeOf,
  say,
} from './docs-fanout-shape.ts';
import { markdownTable } from './docs-shape.ts';

const OURS = ['breakwater', 'edge'];
const kilobytes = (bytes: number | null) => (bytes === null ? null : bytes / 1024);

/** What each does while it has as much to do as it takes, and what that takes. */
export function saturationTable({ sections }: FanoutBench): string {
  const rows = sections.flatMap((section) => {
    return section.figures.map((row) => [
      placeOf(section),
      code(row.name),
      say(row.deliveriesPerSecond),
      say(row.deliveriesPerCpuSecond),
      say(row.sustainedPerSecond),
      say(row.serverCores),
      say(row.storeCores),
      say(row.generatorCores),
    ]);
  });
  const head = [
    'rooms × people',
    'server',
    'deliveries/s',
    'a CPU-second',
    'sustained/s',
    'its cores',
    "Redis's",
    "the generator's",
  ];
  return markdownTable(head, rows);
}

/** What a socket costs that is in its room, and how fast they come in. */
export function connectionTable({ sections }: FanoutBench): string {
  const rows = sections.flatMap((section) => {
    return section.figures.map((row) => [
      placeOf(section),
      code(row.name),
      say(kilobytes(row.bytesPerConnection)),
      say(row.connectsPerSecond),
      say(row.connectsPerCpuSecond),
    ]);
  });
  return markdownTable(['rooms × people', 'server', 'KB a socket', 'joins/s', 'joins a CPU-second'], rows);
}

/** Ours divided by theirs. */
export function ratioTable({ sections }: FanoutBench): string {
  const rows = sections.flatMap((section) => {
    return section.ratios.map((ratio) => [
      placeOf(section),
      `${code(ratio.ours)} / ${code(ratio.theirs)}`,
      say(ratio.deliveriesPerCpuSecond),
      ratio.commonLoad == null ? '—' : `${say(ratio.commonPerCpuSecond)} (${say(ratio.commonLoad)}/s)`,
      say(ratio.commonP99Ms),
      say(ratio.deliveriesPerSecond),
      say(ratio.singleP99Ms),
      say(ratio.bytesPerConnection),
      say(ratio.connectsPerSecond),
      say(ratio.connectsPerCpuSecond),
    ]);
  });
  const head = [
    'rooms × people',
    '',
    'deliveries a CPU-second',
    'the same at one load',
    'p99 there',
    'deliveries/s',
    'p99 of single ones',
    'memory',
    'joins/s',
    'joins a CPU-second',
  ];
  return markdownTable(head, rows);
}

/** Where somebody else does better than we do, and by what. */
export function fanoutLossTable({ sections }: FanoutBench): string {
  const rows = sections.flatMap((section) => section.ratios.flatMap((ratio) => lossesOf(section, ratio)));
  return markdownTable(['rooms × people', 'who', 'has', 'ours as a share of it'], rows);
}

/** What a message costs beside rooms where nobody is. */
export function idleTable({ idleRooms }: FanoutBench): string {
  if (idleRooms === undefined) return 'Not measured in these results.';
  const rows = idleRooms.rows.map((row) => [
    row.rooms.toLocaleString('en'),
    say(row.serverMicrosPerMessage),
    say(row.storeMicrosPerMessage),
  ]);
  const ratios = [
    [
      `many / few, median of ${idleRooms.pairs} pairs`,
      say(idleRooms.serverRatio),
      `${say(idleRooms.wholeRatio)} (with the pods; half of the pairs from ${idleRooms.wholeHalf.map(say).join(' to ')})`,
    ],
  ];
  return markdownTable(['rooms known', 'µs of the pods a message', 'µs of Redis'], [...rows, ...ratios]);
}

/** What frames weigh and take in other clothes. */
export function framingTable({ framing = [] }: FanoutBench): string {
  const rows = framing.map((row) => [
    String(row.entries),
    row.framing,
    row.bytes.toLocaleString('en'),
    say(row.makeMicros),
    say(row.readMicros),
  ]);
  return markdownTable(['entries', 'framing', 'bytes', 'µs to make, once', 'µs to read, each'], rows);
}

/** When, where and how it was measured. */
export function fanoutRunText({ node, machine, sections, absent }: FanoutBench): string {
  const days = [...new Set(sections.map(({ at }) => at.slice(0, 10)))].toSorted().join(', ');
  const rounds = Math.min(...sections.map((section) => section.rounds));
  const seconds = Math.min(...sections.map(({ partMs }) => partMs / 1000));
  const missing = absent.map(({ name, because }) => ` ${code(name)} did not take part: ${because}.`).join('');
  return `Measured on ${days} with Node ${node} on ${machine}; medians of ${rounds} rounds, each part of a trial ${say(seconds)} s.${missing} ${faultText(sections)}`;
}

/** What went wrong, by server. */
function faultText(sections: readonly FanoutSection[]): string {
  const faults = sections.flatMap((section) => {
    return section.figures
      .filter(({ lost, refused, failed }) => lost + refused + failed > 0)
      .map(({ name, lost, refused, failed }) => {
        return `${code(name)} at ${placeOf(section)}: ${lost} sockets lost, ${refused} messages refused, ${failed} trials failed`;
      });
  });
  return faults.length === 0 ? 'No socket was lost and no message was refused.' : `${faults.join('; ')}.`;
}

function lossesOf(section: FanoutSection, ratio: FanoutRatio): string[][] {
  const worse = [
    { what: 'more deliveries a CPU-second', share: ratio.deliveriesPerCpuSecond, lost: (share: number) => share < 1 },
    { what: 'more deliveries a second', share: ratio.deliveriesPerSecond, lost: (share: number) => share < 1 },
    { what: 'a lower p99 of single messages', share: ratio.singleP99Ms, lost: (share: number) => share > 1 },
    { what: 'less memory a socket', share: ratio.bytesPerConnection, lost: (share: number) => share > 1 },
    { what: 'more joins a second', share: ratio.connectsPerSecond, lost: (share: number) => share < 1 },
  ];
  return worse
    .filter(({ share, lost }) => share !== null && lost(share))
    .map(({ what, share }) => [placeOf(section), code(ratio.theirs), what, say(share)]);
}

const readFanout = () => {
  const bench = readJson<FanoutBench>('bench/fanout-results.json');
  const place = (section: FanoutSection) => ['1x1000', '1x5000', '100x100', '5000x2'].indexOf(section.shape);
  const isOurs = (row: FanoutFigures) => Number(OURS.includes(row.name));
  const sections = bench.sections
    .toSorted((one, other) => place(one) - place(other) || one.sharing.localeCompare(other.sharing))
    .map((section) => ({ ...section, figures: section.figures.toSorted((one, other) => isOurs(other) - isOurs(one)) }));
  return { ...bench, sections };
};

/** The tables of fan-out in docs/benchmarks.md, by the name in their markers. */
export const FANOUT_TABLES: Readonly<Record<string, () => string>> = {
  'fanout-run': () => fanoutRunText(readFanout()),
  'fanout-saturation': () => saturationTable(readFanout()),
  'fanout-latency': () => latencyTable(readFanout()),
  'fanout-cost': () => costTable(readFanout()),
  'fanout-connections': () => connectionTable(readFanout()),
  'fanout-ratios': () => ratioTable(readFanout()),
  'fanout-losses': () => fanoutLossTable(readFanout()),
  'fanout-framing': () => framingTable(readFanout()),
  'fanout-idle-rooms': () => idleTable(readFanout()),
};
