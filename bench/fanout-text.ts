import { aligned } from './aligned.ts';
import type { FanoutResult } from './fanout.ts';
import type { FramingRow } from './fanout-framing.ts';
import type { IdleRooms } from './fanout-idle.ts';
import type { Figures, Ratio, Section } from './fanout-result.ts';

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const say = (number: number) => (Number.isFinite(number) ? digits.format(number) : '–');

/** What was measured, as lines for people. */
export function sayFanout({ node, machine, sections, idleRooms, framing, absent }: FanoutResult): string[] {
  return [
    `Node ${node} on ${machine}`,
    ...absent.map(({ name, because }) => `${name} did not take part: ${because}`),
    ...sections.flatMap((section) => ['', ...saySection(section)]),
    ...(idleRooms ? ['', ...sayIdleRooms(idleRooms)] : []),
    ...(framing ? ['', ...sayFraming(framing)] : []),
  ];
}

function saySection({ shape, sharing, rounds, figures, ratios }: Section): string[] {
  const how = sharing === 'alone' ? 'one process' : 'shared through Redis';
  return [
    `${shape}, ${how} (median of ${rounds})`,
    ...aligned([
      [
        '',
        'deliveries/s',
        'sustained',
        'per CPU-s',
        'server',
        'Redis',
        'generator',
        'KB/socket',
        'connects/s',
        'per CPU-s',
        'single p99',
        'half p99',
      ],
      ...figures.map(figureRow),
    ]),
    ...figures.flatMap(faultLines),
    ...ratios.map(sayRatio),
  ];
}

function sayIdleRooms({ rows, pairs, serverRatio, wholeRatio, wholeHalf }: IdleRooms): string[] {
  return [
    `Processor time of a message to 100 people, two pods through Redis (median of ${pairs} pairs)`,
    ...aligned([
      ['rooms known', 'pods', 'Redis'],
      ...rows.map((row) => [
        say(row.rooms),
        `${say(row.serverMicrosPerMessage)} µs`,
        `${say(row.storeMicrosPerMessage)} µs`,
      ]),
    ]),
    `many / few: pods ${say(serverRatio)}, with Redis ${say(wholeRatio)}, half of the pairs from ${say(wholeHalf[0])} to ${say(wholeHalf[1])}`,
  ];
}

function sayFraming(rows: readonly FramingRow[]): string[] {
  const cells = rows.map((row) => [
    `${row.entries} as ${row.framing}`,
    say(row.bytes),
    `${say(row.makeMicros)} µs`,
    `${say(row.readMicros)} µs`,
  ]);
  return aligned([['entries of one frame', 'bytes', 'made in', 'read in'], ...cells]);
}

function figureRow(figures: Figures): string[] {
  const p99 = (name: string) => figures.loads.find(({ load }) => load === name)?.p99Ms ?? Number.NaN;
  return [
    figures.name,
    say(figures.deliveriesPerSecond),
    say(figures.sustainedPerSecond),
    say(figures.deliveriesPerCpuSecond),
    say(figures.serverCores),
    say(figures.storeCores),
    say(figures.generatorCores),
    say(figures.bytesPerConnection / 1024),
    say(figures.connectsPerSecond),
    say(figures.connectsPerCpuSecond),
    `${say(p99('single'))} ms`,
    `${say(p99('half'))} ms`,
  ];
}

function faultLines({ name, lost, refused, failed, because, complaint, loads }: Figures): string[] {
  const short = loads.filter(({ delivered }) => delivered < 1);
  return [
    ...(failed > 0 ? [`${name} could not in ${failed} rounds: ${because}`] : []),
    ...(lost + refused > 0 ? [`${name} lost ${lost} sockets and refused ${refused} messages: ${complaint}`] : []),
    ...short.map(({ load, delivered }) => `${name} delivered ${say(delivered * 100)} % at load ${load}`),
  ];
}

function sayRatio(ratio: Ratio): string {
  const { ours, theirs, deliveriesPerCpuSecond, connectsPerSecond, bytesPerConnection, singleP99Ms } = ratio;
  const connects = `connects/s ${say(connectsPerSecond)} (${say(ratio.connectsPerCpuSecond)} per CPU-second)`;
  const common = ratio.commonLoad === null ? '' : ` (${say(ratio.commonPerCpuSecond)} at ${say(ratio.commonLoad)}/s)`;
  return `${ours} / ${theirs}: deliveries per CPU-second ${say(deliveriesPerCpuSecond)}${common}, ${connects}, memory ${say(bytesPerConnection)}, single p99 ${say(singleP99Ms)}`;
}
