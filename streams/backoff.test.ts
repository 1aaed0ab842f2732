import { expect, test } from 'vitest';
import { backoffMs, Pause } from './backoff.ts';

test('waits grow to a last length and lie between half and all of it', () => {
  const shortest = [0, 1, 2, 60].map((failures) => backoffMs(failures, 50, 2_000, () => 0));
  const longest = [0, 1, 2, 60].map((failures) => backoffMs(failures, 50, 2_000, () => 1));

  expect(shortest).toEqual([25, 50, 100, 1_000]);
  expect(longest).toEqual([50, 100, 200, 2_000]);
});

test('a pause ends when it is told to', async () => {
  const pause = new Pause();

  const ended = pause.for(3_600_000);
  pause.end();

  await ended;
  pause.end();
});
