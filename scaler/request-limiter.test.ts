import { expect, test } from 'vitest';
import { RequestLimiter } from './request-limiter.ts';

const RATE = { perMinute: 60, burst: 3 };

function scene() {
  const clock = { now: 1_000_000 };
  return { clock, limiter: new RequestLimiter(RATE, () => clock.now) };
}

test('as many as the burst may come at once, then one for each interval', () => {
  const { limiter, clock } = scene();

  expect([1, 2, 3, 4].map(() => limiter.take('ada') > 0)).toEqual([false, false, false, true]);
  clock.now += 1000;
  expect([1, 2].map(() => limiter.take('ada') > 0)).toEqual([false, true]);
});

test('waiting as long as told is enough, and being refused does not make it longer', () => {
  const { limiter, clock } = scene();
  for (let turn = 0; turn < 3; turn++) limiter.take('ada');
  const waits = [1, 2, 3].map(() => limiter.take('ada'));

  clock.now += waits[0] as number;

  expect(waits).toEqual([1000, 1000, 1000]);
  expect(limiter.take('ada')).toBe(0);
});

test('over a long time nobody gets more than the rate', () => {
  const { limiter, clock } = scene();
  let taken = 0;

  for (let tick = 0; tick < 6000; tick++) {
    if (limiter.take('ada') === 0) taken++;
    clock.now += 100;
  }

  expect(taken).toBeGreaterThanOrEqual(600);
  expect(taken).toBeLessThanOrEqual(603);
});

test('one does not take from another, and those that are forgotten are the ones that came least lately', () => {
  const { limiter } = scene();
  for (let turn = 0; turn < 3; turn++) limiter.take('ada');

  for (let other = 0; other < 30_000; other++) limiter.take(`other-${other}`);

  expect(limiter.size).toBe(20_000);
  expect(limiter.take('bob')).toBe(0);
});
