import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectorHttp } from './collector-http.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { SourceOf } from './metric-source.ts';
import { collecting, json, NEVER, type SourceDouble, startSource } from './source-fixture.ts';

const NOW = 1_700_000_040_000;
const window = { fromAt: NOW - 300_000, toAt: NOW, stepSeconds: 60 };
let source: SourceDouble;
const opened: CollectorHttp[] = [];

beforeEach(async () => {
  source = await startSource(json({}));
});
afterEach(async () => {
  for (const collector of opened.splice(0)) await collector.close();
  await source.close();
});

function open(more: Partial<SourceOf<'http'>> & { path: string }, settings: Partial<CollectorSettings> = {}) {
  const given = { kind: 'http', name: 'live', url: source.url, aggregate: 'sum', counter: false } as const;
  const full = { ...given, capacityPerPod: 1, timeoutSeconds: 1, ...more };
  const collector = new CollectorHttp(full, collecting(NOW, settings).settings);
  opened.push(collector);
  return collector;
}

test.each([
  ['sum', 6],
  ['avg', 2],
  ['max', 3],
  ['min', 1],
  ['last', 2],
  ['count', 3],
] as const)('%s of the numbers that a path finds is one sample of now', async (aggregate, value) => {
  source.answer = json({ pods: [{ open: 1 }, { open: '3' }, { open: 2 }] });

  const samples = await open({ path: '$.pods[*].open', aggregate }).collect(window, NEVER);

  expect(samples).toEqual([{ at: NOW, value }]);
});

test('a null is a gap and not 0, and an empty list is 0 and not a gap', async () => {
  source.answer = json({ open: null, pods: [] });

  expect(await open({ path: '$.open' }).collect(window, NEVER)).toEqual([]);
  expect(await open({ path: '$.pods[*].open' }).collect(window, NEVER)).toEqual([{ at: NOW, value: 0 }]);
  expect(await open({ path: '$.pods[*].open', aggregate: 'avg' }).collect(window, NEVER)).toEqual([]);
});

test('a window of the past has no sample of now, and nobody is asked', async () => {
  const past = { ...window, toAt: NOW - 60_000 };

  expect(await open({ path: '$.open' }).collect(past, NEVER)).toEqual([]);
  expect(source.heard).toEqual([]);
});

test('two paths give times and values, in whatever way the times are written', async () => {
  source.answer = json({
    points: [
      { t: (NOW - 60_000) / 1000, v: 1 },
      { t: NOW, v: 4 },
      { t: new Date(NOW - 120_000).toISOString(), v: 3 },
      { t: NOW - 180_000, v: null },
    ],
  });

  const samples = await open({ path: '$.points[*].v', atPath: '$.points[*].t' }).collect(window, NEVER);

  expect(samples).toEqual([
    { at: NOW - 120_000, value: 3 },
    { at: NOW - 60_000, value: 1 },
    { at: NOW, value: 4 },
  ]);
});

test('times without a zone are refused rather than read in this machine’s own', async () => {
  source.answer = json({ at: ['2023-11-14T22:13:20'], value: [1] });

  await expect(open({ path: '$.value', atPath: '$.at' }).collect(window, NEVER)).rejects.toThrow('epoch or ISO 8601');
});

test('a counter becomes a rate from the second time on, also when it began anew', async () => {
  let now = NOW;
  const collector = open({ path: '$.total', counter: true }, { now: () => now });
  const ask = async (total: number) => {
    source.answer = json({ total });
    const samples = await collector.collect({ fromAt: now - 60_000, toAt: now, stepSeconds: 60 }, NEVER);
    now += 60_000;
    return samples.map(({ value }) => value);
  };

  expect(await ask(1_000)).toEqual([]);
  expect(await ask(1_600)).toEqual([10]);
  expect(await ask(60)).toEqual([1]);
});

test('a counter with times has a rate for each but the first, newest first or not', async () => {
  source.answer = json({ at: [NOW, NOW - 60_000, NOW - 120_000], total: [180, 120, 600] });

  const samples = await open({ path: '$.total', atPath: '$.at', counter: true }).collect(window, NEVER);

  expect(samples).toEqual([
    { at: NOW - 60_000, value: 2 },
    { at: NOW, value: 1 },
  ]);
});

test('the window’s numbers stand in the address where it says so, and nothing else does', async () => {
  source.answer = json({ at: [], v: [] });
  const url = `${source.url}/q?from={fromSeconds}&to={toAt}&step={stepSeconds}`;

  await open({ url, path: '$.v', atPath: '$.at' }).collect(window, NEVER);

  expect(source.heard[0]?.path).toBe(`/q?from=${window.fromAt / 1000}&to=${NOW}&step=60`);
  expect(() => open({ url: `${source.url}/{workload}`, path: '$' })).toThrow('"{workload}" in "url" means nothing');
});

test('what is no number, or nothing, is a fault and not a sample', async () => {
  source.answer = json({ open: 'many', deep: { open: {} } });

  await expect(open({ path: '$.open' }).collect(window, NEVER)).rejects.toThrow('"many", must be a number');
  await expect(open({ path: '$.deep.open' }).collect(window, NEVER)).rejects.toThrow('is object, must be a number');
  await expect(open({ path: '$.gone' }).collect(window, NEVER)).rejects.toThrow('nothing at "$.gone"');
});
