import { expect, test } from 'vitest';
import { ServerClock } from './server-clock.ts';

test('before anything is known it is our own time', () => {
  expect(new ServerClock().now(1_000)).toBe(1_000);
});

test('what came soonest is the truest: slow frames do not turn the clock back', () => {
  const clock = new ServerClock();
  clock.welcome(50_000, 1_200);

  clock.hear(50_300, 1_310);
  clock.hear(50_400, 1_900);

  expect(clock.now(2_000)).toBe(50_990);
});

test('the log’s time counts where a process has another', () => {
  const clock = new ServerClock();
  clock.welcome(59_000, 1_000);

  clock.hear(51_000, 1_000);

  expect(clock.now(1_000)).toBe(51_000);
});

test('what is known of the log outlasts a new connection, but not that our own clock was set', () => {
  const clock = new ServerClock();
  clock.welcome(50_000, 1_000);
  clock.hear(50_020, 1_010);
  clock.welcome(51_000, 2_000);
  expect(clock.now(2_000)).toBe(51_010);

  clock.welcome(52_000, 63_000);

  expect(clock.now(63_000)).toBe(52_000);
});
