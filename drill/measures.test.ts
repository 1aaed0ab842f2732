import { expect, test } from 'vitest';
import { pairedDifference } from './bootstrap.ts';
import { ElasticityMeter } from './elasticity.ts';
import { LeadMeter } from './lead-delivered.ts';
import { RunMeter } from './run-measures.ts';
import { paretoFront, scoresOf } from './scores.ts';

const step = (needed: number, ready: number, places = ready) => ({
  seconds: 60,
  needed,
  ready,
  paid: ready,
  load: needed,
  places,
});

test('shortage and waste are counted as parts of what was needed, and of the time', () => {
  const meter = new ElasticityMeter();
  for (const one of [step(10, 10), step(10, 8), step(10, 15), step(10, 10)]) meter.add(one);

  expect(meter.result()).toEqual({
    underAccuracy: 5,
    overAccuracy: 12.5,
    underTimeshare: 25,
    overTimeshare: 25,
    instability: 100,
  });
});

test('pods enough that are shut to newcomers are too few', () => {
  const meter = new ElasticityMeter();
  meter.add(step(10, 12, 9.5));

  expect(meter.result()).toMatchObject({ underTimeshare: 100, underAccuracy: 5 });
});

test('lead is how long before a rise its pods were ready, and late is negative', () => {
  const meter = new LeadMeter();
  const lived: [number, number, number][] = [
    [0, 1, 1],
    [100, 1, 2],
    [160, 2, 2],
    [2000, 2, 2],
    [2100, 3, 2],
    [2130, 3, 3],
  ];
  for (const [second, needed, ready] of lived) meter.add(second, needed, ready);

  expect(meter.result()).toEqual({ rises: 2, readyBefore: 50, medianSeconds: -30 });
});

test('a run is judged by connections, not by pods', () => {
  const meter = new RunMeter();
  const quiet = {
    seconds: 86_400,
    people: 1000,
    capacity: 100,
    leastPods: 2,
    ready: 12,
    paid: 12,
    places: 12,
    refused: 0,
    away: 0,
  };
  meter.add({ ...quiet, second: 0, cut: 200, handedOver: 500, reconnects: 0 });

  expect(meter.result()).toMatchObject({ days: 1, cutPerDay: 0.2, handedOverPerDay: 0.5, podsAgainstIdeal: 1.2 });
});

test('an interval holds the mean, and is the same for the same seed', () => {
  const difference = pairedDifference([1, 2, 3, 5], [2, 2, 5, 9], 7);

  expect(difference.mean).toBe(-1.75);
  expect(difference.low).toBeLessThan(-1.75);
  expect(difference.high).toBeGreaterThan(-1.75);
  expect(pairedDifference([1, 2, 3, 5], [2, 2, 5, 9], 7)).toEqual(difference);
});

test('only traces that all policies have finished are compared', () => {
  const measures = new RunMeter().result();
  const run = (policy: string, trace: string, underTimeshare: number) => ({
    policy,
    trace,
    measures: { ...measures, underTimeshare },
  });
  const scores = scoresOf([run('a', 'x', 1), run('b', 'x', 3), run('a', 'y', 9)], 1);

  expect(scores.map(({ means }) => means.under)).toEqual([1, 3]);
  expect(scores[1]?.against?.under.mean).toBe(2);
});

test('whoever is beaten in cost and shortage is not on the front', () => {
  const points = [
    { name: 'cheap', x: 1, y: 3 },
    { name: 'safe', x: 2, y: 1 },
    { name: 'beaten', x: 2, y: 2 },
  ];
  expect(paretoFront(points)).toEqual(['cheap', 'safe']);
});
