import { expect, test } from 'vitest';
import { learnLeadTime, type PodStart } from './lead-time.ts';

const NOW = 1_763_700_000_000;
const OPTIONS = { pollSeconds: 15, scrapeSeconds: 10, presumedSeconds: 60 };
const started = (secondsAgo: number, tookSeconds: number): PodStart => {
  const createdAt = NOW - secondsAgo * 1000;
  return { createdAt, readyAt: createdAt + tookSeconds * 1000 };
};

test('as long as few pods have been seen it is presumed, and never shorter than they took', () => {
  const [none, slow] = [[], [started(500, 200)]].map((pods) => learnLeadTime(pods, NOW, OPTIONS));

  expect(none).toEqual({ seconds: 85, podSeconds: 60, starts: 0, learned: false });
  expect(slow).toEqual({ seconds: 225, podSeconds: 200, starts: 1, learned: false });
});

test('then it is what nineteen of twenty starts kept, with polling and scraping', () => {
  const pods = Array.from({ length: 40 }, (_, index) =>
    started(4000 - index * 60, index === 7 ? 600 : 20 + index / 10),
  );

  const lead = learnLeadTime(pods, NOW, OPTIONS);

  expect(lead.learned).toBe(true);
  expect(lead.podSeconds).toBeCloseTo(23.8, 0);
  expect(lead.seconds).toBe(lead.podSeconds + 25);
});

test('a pod that still starts counts once it takes longer than the others did', () => {
  const usual = Array.from({ length: 10 }, (_, index) => started(4000 + index, 20));
  const waiting = (seconds: number): PodStart => ({ createdAt: NOW - seconds * 1000, readyAt: null });

  const [early, late] = [10, 90].map((seconds) => learnLeadTime([...usual, waiting(seconds)], NOW, OPTIONS));

  expect([early?.podSeconds, late?.podSeconds]).toEqual([20, 90]);
});

test('pods with impossible times, from long ago, or ready again hours after they started count for nothing', () => {
  const usual = Array.from({ length: 10 }, (_, index) => started(4000 + index, 20));
  const odd = [
    started(4000, -5),
    started(9 * 86_400, 500),
    started(40_000, 20_000),
    { createdAt: NOW + 60_000, readyAt: NOW + 90_000 },
    { createdAt: Number.NaN, readyAt: NOW },
    { createdAt: NOW - 9_000_000, readyAt: null },
  ];

  expect(learnLeadTime([...usual, ...odd], NOW, OPTIONS)).toEqual(learnLeadTime(usual, NOW, OPTIONS));
});

test('a new image that starts faster is learned from the latest starts', () => {
  const before = Array.from({ length: 500 }, (_, index) => started(500_000 - index * 100, 45));
  const after = Array.from({ length: 200 }, (_, index) => started(20_000 - index * 60, 20));

  expect(learnLeadTime([...before, ...after], NOW, OPTIONS).podSeconds).toBe(20);
});

test('many pods that have only just begun to start make it no shorter', () => {
  const usual = Array.from({ length: 10 }, (_, index) => started(4000 + index, 20));
  const begun = Array.from({ length: 300 }, () => ({ createdAt: NOW - 1000, readyAt: null }));

  expect(learnLeadTime([...usual, ...begun], NOW, OPTIONS)).toEqual(learnLeadTime(usual, NOW, OPTIONS));
});
