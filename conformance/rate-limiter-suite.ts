import { describe, expect, onTestFinished } from 'vitest';
import type { RateLimiter, RateRule, Taken } from '#chat';
import { freshVisitor } from './fresh.ts';
import { needed } from './room-log-trial.ts';
import { type Exception, type Promised, promises } from './suite.ts';

/** A limiter, and what a test may do to it. */
export interface OpenedLimiter {
  readonly limiter: RateLimiter;
  /** The same store, as another process has it. */
  readonly second?: RateLimiter | undefined;
  /** Lets time pass for the limiter, in milliseconds; one with a real clock waits. */
  advance(ms: number): Promise<void>;
  /** How many keys its store holds. */
  readonly size?: (() => Promise<number>) | undefined;
  close(): Promise<void>;
}

export interface RateLimiterRunner {
  readonly name: string;
  open(): Promise<OpenedLimiter>;
  readonly except?: readonly Exception[];
}

/** What every keeper of `RateLimiter` promises: one test for each MUST of the port, and what follows from them. */
export function rateLimiterSuite({ name, open, except = [] }: RateLimiterRunner): void {
  describe(`RateLimiter: ${name}`, () => {
    promises(except, (promised) => {
      promiseCounting(open, promised);
      promiseWaiting(open, promised);
    });
  });
}

async function openLimiter(open: RateLimiterRunner['open']): Promise<OpenedLimiter> {
  const opened = await open();
  onTestFinished(() => opened.close());
  return opened;
}

/** Takes until a take is refused: how many that needs depends on how fast a real clock runs meanwhile. */
async function waitOnceRefused(limiter: RateLimiter, key: string, rule: RateRule): Promise<number> {
  for (let taken = 0; taken < 1_000; taken++) {
    const answer = await limiter.take(key, rule);
    if (!answer.allowed) return answer.retryAfterMs;
  }
  throw new Error('A thousand takes were allowed, and should not have been');
}

/** A key that no other test takes from. */
function freshKey(): string {
  return freshVisitor().id;
}

function waitOf(taken: Taken): number {
  if (taken.allowed) throw new Error('The take was allowed, and should not have been');
  return taken.retryAfterMs;
}

function promiseCounting(open: RateLimiterRunner['open'], promised: Promised): void {
  promised('as many takes as the burst are allowed at once, and no more', async () => {
    const { limiter } = await openLimiter(open);
    const key = freshKey();
    const answers: boolean[] = [];

    for (let index = 0; index < 8; index++) {
      answers.push((await limiter.take(key, { perMinute: 1, burst: 5 })).allowed);
    }

    expect(answers).toEqual([true, true, true, true, true, false, false, false]);
  });

  promised('a key is counted once over all processes that race', async () => {
    const { limiter, second = limiter } = await openLimiter(open);
    const key = freshKey();

    const taken = await Promise.all(
      Array.from({ length: 80 }, (_, index) => (index % 2 ? limiter : second).take(key, { perMinute: 1, burst: 30 })),
    );

    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(30);
  });

  promised('each key is counted for itself, whatever its name', async () => {
    const { limiter } = await openLimiter(open);
    const key = freshKey();
    const rule = { perMinute: 1, burst: 1 };
    const keys = [key, `${key}:`, `{${key}}`, `${key} 2001:db8::1`, `__proto__${key}`];

    const first = [];
    for (const each of keys) first.push((await limiter.take(each, rule)).allowed);
    const again = [];
    for (const each of keys) again.push((await limiter.take(each, rule)).allowed);

    expect(first).toEqual(Array(keys.length).fill(true));
    expect(again).toEqual(Array(keys.length).fill(false));
  });

  promised('a refused take is not counted: trying in vain makes nobody wait longer', async () => {
    const { limiter } = await openLimiter(open);
    const key = freshKey();
    const rule = { perMinute: 6, burst: 1 };
    await limiter.take(key, rule);

    const first = waitOf(await limiter.take(key, rule));
    for (let index = 0; index < 50; index++) await limiter.take(key, rule);
    const last = waitOf(await limiter.take(key, rule));

    expect(first).toBeLessThanOrEqual(10_000);
    expect(last).toBeLessThanOrEqual(first);
  });
}

function promiseWaiting(open: RateLimiterRunner['open'], promised: Promised): void {
  promised('retryAfterMs is long enough: a take after it is allowed', async () => {
    const { limiter, advance } = await openLimiter(open);
    const key = freshKey();
    const rule = { perMinute: 700, burst: 3 };

    for (let index = 0; index < 5; index++) {
      const waitMs = await waitOnceRefused(limiter, key, rule);
      expect(waitMs).toBeGreaterThan(0);
      await advance(waitMs);
      expect(await limiter.take(key, rule)).toEqual({ allowed: true });
    }
  });

  promised('retryAfterMs is no longer than needed', async () => {
    const { limiter, advance } = await openLimiter(open);
    const key = freshKey();
    const rule = { perMinute: 6, burst: 1 };
    await limiter.take(key, rule);

    await advance(400);
    const waitMs = waitOf(await limiter.take(key, rule));

    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(9_600);
  });

  promised('after a rest the whole burst is there again, and no more than that', async () => {
    const { limiter, advance } = await openLimiter(open);
    const key = freshKey();
    const rule = { perMinute: 6_000, burst: 10 };
    for (let index = 0; index < 10; index++) await limiter.take(key, rule);

    await advance(200);
    const taken = await Promise.all(Array.from({ length: 40 }, () => limiter.take(key, { perMinute: 1, burst: 10 })));

    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(10);
  });

  promised('keys that were not used for a minute cost nothing', async () => {
    const { limiter, advance, ...opened } = await openLimiter(open);
    const size = needed(opened.size, 'size');
    const rule = { perMinute: 6_000, burst: 1 };
    for (let index = 0; index < 3_000; index++) await limiter.take(freshKey(), rule);

    await advance(60_000);
    for (let index = 0; index < 1_000; index++) await limiter.take('the only one', rule);

    expect(await size()).toBeLessThanOrEqual(1);
  });
}
