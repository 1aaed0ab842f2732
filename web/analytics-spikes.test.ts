import { expect, test } from 'vitest';
import { leadsOf, spikesOf } from './analytics-spikes.ts';

const MINUTE_MS = 60_000;

/** Rows of a minute each: runs of `[value, rows]`. */
function runs(...parts: readonly (readonly [number | null, number])[]): (number | null)[] {
  return parts.flatMap(([value, rows]) => new Array<number | null>(rows).fill(value));
}

function times(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row * MINUTE_MS);
}

test('pods that were wanted before they were needed have won time, those that came after have lost it', () => {
  const [spike] = spikesOf({
    at: times(60),
    value: runs([150, 40], [350, 20]),
    desired: runs([2, 30], [4, 30]),
    ready: runs([2, 38], [4, 22]),
    reactive: runs([2, 43], [4, 17]),
    target: 100,
  });

  expect(spike).toEqual({
    at: 40 * MINUTE_MS,
    from: 2,
    to: 4,
    desiredMs: 10 * MINUTE_MS,
    readyMs: 2 * MINUTE_MS,
    reactiveMs: -3 * MINUTE_MS,
  });
  expect(leadsOf([spike!])).toEqual({
    spikes: 1,
    desiredMs: 10 * MINUTE_MS,
    worstMs: 10 * MINUTE_MS,
    wonMs: 13 * MINUTE_MS,
  });
});

test('a rise over several steps is one spike, and its worst step is what counts', () => {
  const spikes = spikesOf({
    at: times(120),
    value: runs([50, 40], [150, 5], [250, 5], [350, 70]),
    desired: runs([1, 36], [2, 8], [3, 8], [4, 68]),
    ready: runs([null, 120]),
    reactive: runs([1, 120]),
    target: 100,
  });

  expect(spikes).toEqual([
    { at: 40 * MINUTE_MS, from: 1, to: 4, desiredMs: -2 * MINUTE_MS, readyMs: undefined, reactiveMs: undefined },
  ]);
});

test('swaying about a step is one rise, and pods that were there all along were not won', () => {
  const sway = Array.from({ length: 60 }, (_, row) => (row % 2 === 0 ? 99 : 101));
  const pods = runs([1, 20], [2, 130]);

  const spikes = spikesOf({
    at: times(150),
    value: [...runs([50, 40]), ...sway, ...runs([50, 49]), 101],
    desired: pods,
    ready: pods,
    reactive: pods,
    target: 100,
  });

  expect(spikes.map(({ at, readyMs }) => [at / MINUTE_MS, readyMs])).toEqual([
    [41, 21 * MINUTE_MS],
    [149, undefined],
  ]);
});

test('nothing is said of a rise out of a gap, without a target, or where nobody knows of pods', () => {
  const known = { at: times(4), desired: runs([2, 4]), ready: runs([2, 4]), reactive: runs([2, 4]) };

  expect(spikesOf({ ...known, value: [null, null, 250, 250], target: 100 })).toEqual([]);
  expect(spikesOf({ ...known, value: [50, 50, 250, 250], target: undefined })).toEqual([]);
  expect(leadsOf(spikesOf({ ...known, value: [50, 50, 250, 250], desired: [], target: 100 }))).toBeUndefined();
});
