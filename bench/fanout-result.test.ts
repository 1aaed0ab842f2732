import { expect, test } from 'vitest';
import { figuresOf, type Outcome, ratiosOf } from './fanout-result.ts';
import type { Trial } from './fanout-trial.ts';

const UNKNOWN = { deliveriesPerCpuSecond: Number.NaN, deliveriesPerStoreSecond: Number.NaN };

function trial(deliveriesPerCpuSecond: number, p99Ms = 4): Outcome {
  const deliveriesPerSecond = deliveriesPerCpuSecond / 2;
  return {
    connectsPerSecond: 1_000,
    connectsPerCpuSecond: 4_000,
    bytesPerConnection: 8_000,
    saturation: { deliveriesPerSecond, deliveriesPerCpuSecond, serverCores: 0.5, generatorCores: 0.2, storeCores: 0 },
    loads: [{ load: 'single', p50Ms: 1, p99Ms, saidP99Ms: 1, generatorP99Ms: 1, delivered: 1, refused: 0, ...UNKNOWN }],
    sustainedPerSecond: 100,
    lost: 0,
    refused: 1,
    complaints: [],
  };
}

test('figures are medians over the rounds, with what went wrong beside them', () => {
  const figures = figuresOf('ws', [trial(100), trial(900), trial(300), { fault: 'it did not start' }]);

  expect(figures).toMatchObject({ deliveriesPerCpuSecond: 300, refused: 3, failed: 1, because: 'it did not start' });
  expect(figures.loads).toMatchObject([{ load: 'single', p99Ms: 4 }]);
});

test('a ratio is made within each round, where both had the same machine', () => {
  const rounds = [
    new Map([
      ['breakwater', trial(800)],
      ['ws', trial(100)],
    ]),
    new Map([
      ['breakwater', trial(80)],
      ['ws', trial(20)],
    ]),
    new Map([
      ['breakwater', trial(600)],
      ['ws', trial(100)],
    ]),
  ];

  const [ratio] = ratiosOf(rounds);

  expect(ratio).toMatchObject({ ours: 'breakwater', theirs: 'ws', deliveriesPerCpuSecond: 6, singleP99Ms: 1 });
});

test('servers are compared at the greatest load that both took in each round', () => {
  const loaded = (loads: readonly string[], perCpuSecond: number) => {
    const one = {
      p50Ms: 1,
      p99Ms: 1,
      saidP99Ms: 1,
      generatorP99Ms: 1,
      delivered: 1,
      refused: 0,
      ...UNKNOWN,
      deliveriesPerCpuSecond: perCpuSecond,
    };
    return { ...(trial(100) as Trial), loads: loads.map((load) => ({ load, ...one })) };
  };
  const rounds = [
    new Map([
      ['breakwater', loaded(['single', '25000', '100000'], 60)],
      ['ws', loaded(['single', '25000', '50000'], 20)],
    ]),
  ];

  expect(ratiosOf(rounds)[0]).toMatchObject({ commonLoad: 25_000, commonPerCpuSecond: 3 });
});

test('a round in which one of the two could not makes no ratio', () => {
  const rounds = [
    new Map<string, Outcome>([
      ['breakwater', trial(800)],
      ['ws', { fault: 'it ended' }],
    ]),
  ];

  expect(ratiosOf(rounds)).toEqual([]);
});
