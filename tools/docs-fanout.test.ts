import { expect, test } from 'vitest';
import { fanoutLossTable, fanoutRunText, saturationTable } from './docs-fanout.ts';
import { costTable, latencyTable } from './docs-fanout-loads.ts';
import type { FanoutBench, FanoutFigures, FanoutRatio } from './docs-fanout-shape.ts';

function figures(name: string, more: Partial<FanoutFigures> = {}): FanoutFigures {
  const load = { p50Ms: 1, p99Ms: 4.321, generatorP99Ms: 1, deliveriesPerCpuSecond: null };
  return {
    name,
    connectsPerSecond: 2_000,
    bytesPerConnection: 10_240,
    deliveriesPerSecond: 123_456,
    deliveriesPerCpuSecond: null,
    serverCores: 0.5,
    generatorCores: 0.25,
    storeCores: 0,
    lost: 0,
    refused: 0,
    failed: 0,
    loads: [
      { load: 'half', ...load, saidP99Ms: 4 },
      { load: '25000', ...load },
      { load: 'single', ...load, saidP99Ms: 2, deliveriesPerCpuSecond: 123_456 },
    ],
    ...more,
  };
}

function bench(ratio: Partial<FanoutRatio> = {}): FanoutBench {
  const even = { deliveriesPerCpuSecond: 2, deliveriesPerSecond: 2, connectsPerSecond: 1, bytesPerConnection: 1 };
  const ratios = [
    { ours: 'breakwater', theirs: 'ws', ...even, singleP99Ms: 1, commonLoad: null, commonPerCpuSecond: null, ...ratio },
  ];
  const section = {
    shape: '1x1000',
    sharing: 'redis',
    at: '2026-11-21T10:00:00.000Z',
    rounds: 3,
    partMs: 2_000,
  } as const;
  return {
    node: 'v24.0.0',
    machine: '2 × a processor',
    sections: [{ ...section, figures: [figures('breakwater'), figures('ws')], ratios }],
    absent: [{ name: 'centrifugo', because: 'its program is not on the PATH' }],
  };
}

test('what was not measured is left open, and a number has three digits', () => {
  const table = saturationTable(bench());

  expect(table).toContain('| 1 × 1000, Redis | `ws` | 123,000 | — | — | 0.5 | 0 | 0.25 |');
});

test('loads stand from the least to the half of what a server can', () => {
  const [head, , row] = latencyTable(bench()).split('\n');

  expect(head).toBe('| rooms × people | server | single | 25,000/s | half | added | added once said |');
  expect(row).toBe('| 1 × 1000, Redis | `breakwater` | 1 / 4.32 | 1 / 4.32 | 1 / 4.32 | 0 | 2 |');
});

test('what a delivery costs stands at each load, and is left open where it was not measured', () => {
  const [head, , row] = costTable(bench()).split('\n');

  expect(head).toBe('| rooms × people | server | single | 25,000/s | half |');
  expect(row).toBe('| 1 × 1000, Redis | `breakwater` | 123,000 | — | — |');
});

test('who does better than we do is named with our share of it, and who does as well is not', () => {
  const table = fanoutLossTable(bench({ connectsPerSecond: 0.25, bytesPerConnection: 1.5 }));

  expect(table.split('\n').slice(2)).toEqual([
    '| 1 × 1000, Redis | `ws` | less memory a socket | 1.5 |',
    '| 1 × 1000, Redis | `ws` | more joins a second | 0.25 |',
  ]);
});

test('what went wrong is said, and that nothing did', () => {
  const [section] = bench().sections;
  const unlucky = section ? { ...section, figures: [figures('ws', { lost: 2, failed: 1 })] } : [];

  expect(fanoutRunText(bench())).toContain('No socket was lost');
  expect(fanoutRunText({ ...bench(), sections: [unlucky].flat() })).toContain(
    '`ws` at 1 × 1000, Redis: 2 sockets lost',
  );
});

test('who did not take part is said', () => {
  expect(fanoutRunText(bench())).toContain('`centrifugo` did not take part: its program is not on the PATH.');
});
