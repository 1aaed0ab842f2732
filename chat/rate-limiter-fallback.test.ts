import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { ChatFault } from './fault.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { RateLimiterFallback } from './rate-limiter-fallback.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';

const RULE = { perMinute: 60, burst: 30 };

/** How many of so many takes are allowed now. */
async function allowed(limiters: readonly RateLimiter[], takes: number): Promise<number> {
  let count = 0;
  for (let index = 0; index < takes; index++) {
    const taken = await limiters[index % limiters.length]?.take('ada', RULE);
    if (taken?.allowed) count++;
  }
  return count;
}

test('while nobody can be asked, all places together allow what one limit allows, and never more', async () => {
  const clock = new ClockVirtual();
  const gone: RateLimiter = {
    take: async () => {
      throw new ChatFault('unavailable');
    },
  };
  const places = [1, 2, 3].map(() => new RateLimiterFallback(gone, new RateLimiterMemory(clock), 3, clock));

  const atOnce = await allowed(places, 300);
  clock.advance(60_000);
  const aMinuteLater = await allowed(places, 300);

  expect([atOnce, aMinuteLater]).toEqual([30, 30]);
});

test('where everybody can be asked nobody counts alone', async () => {
  const clock = new ClockVirtual();
  const together = new RateLimiterMemory(clock);
  const places = [1, 2, 3].map(() => new RateLimiterFallback(together, new RateLimiterMemory(clock), 3, clock));

  expect(await allowed(places, 100)).toBe(30);
});

test('a fault of another kind is not taken for an outage', async () => {
  const broken: RateLimiter = { take: () => Promise.reject(new Error('broken')) };
  const clock = new ClockVirtual();
  const limiter = new RateLimiterFallback(broken, new RateLimiterMemory(clock), 3, clock);

  await expect(limiter.take('ada', RULE)).rejects.toThrow('broken');
});

test('what does not answer is asked again after two seconds, and not by everybody who comes', async () => {
  const clock = new ClockVirtual();
  let asked = 0;
  const gone: RateLimiter = {
    take: async () => {
      asked++;
      throw new ChatFault('unavailable');
    },
  };
  const limiter = new RateLimiterFallback(gone, new RateLimiterMemory(clock), 3, clock);

  await allowed([limiter], 100);
  const atOnce = asked;
  clock.advance(2_000);
  await allowed([limiter], 100);

  expect([atOnce, asked]).toEqual([1, 2]);
});
