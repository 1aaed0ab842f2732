import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gcra, MESSAGE_RATE, type RateRule } from './gcra.ts';

const RULE = fc.record({ perMinute: fc.integer({ min: 1, max: 60_000 }), burst: fc.integer({ min: 1, max: 50 }) });
const START = 1_800_000_000_000;
/** Times of today are doubles that tell a quarter of a microsecond; 200 takes add up as many of them. */
const ROUNDED_MS = 0.1;

/** Runs takes at these times and returns when they were allowed. */
function allowedAt(rule: RateRule, times: readonly number[]): number[] {
  let arrivalAt = 0;
  return times.filter((now) => {
    const answer = gcra(rule, arrivalAt, now);
    if (answer.allowed) arrivalAt = answer.nextAt;
    return answer.allowed;
  });
}

test('a hundred a minute, twenty at once: exactly, over ten minutes of trying', () => {
  const times = Array.from({ length: 60_000 }, (_, index) => START + index * 10);

  const allowed = allowedAt(MESSAGE_RATE, times);

  expect(allowed.filter((at) => at === START)).toHaveLength(1);
  expect(allowed.filter((at) => at < START + 200)).toHaveLength(20);
  expect(allowed).toHaveLength(20 + 999);
});

test('no window ever holds more than the burst and what the rate gives in it', () => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(50), fc.nat(5_000)), { maxLength: 200 });

  fc.assert(
    fc.property(RULE, gaps, (rule, between) => {
      let now = START;
      const allowed = allowedAt(
        rule,
        between.map((ms) => {
          now += ms;
          return now;
        }),
      );
      for (const [first, from] of allowed.entries()) {
        for (let last = first; last < allowed.length; last++) {
          const most = rule.burst + ((allowed[last]! - from + ROUNDED_MS) * rule.perMinute) / 60_000;
          expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
  );
});

test('a take after the time that was told is allowed, and a millisecond before it is not', () => {
  fc.assert(
    fc.property(RULE, fc.nat(200), (rule, takes) => {
      let arrivalAt = 0;
      for (let index = 0; index < takes; index++) {
        const answer = gcra(rule, arrivalAt, START);
        if (answer.allowed) arrivalAt = answer.nextAt;
      }
      const answer = gcra(rule, arrivalAt, START);
      if (answer.allowed) return;
      expect(answer.retryAfterMs).toBeGreaterThan(0);
      expect(gcra(rule, arrivalAt, START + answer.retryAfterMs).allowed).toBe(true);
      expect(gcra(rule, arrivalAt, START + answer.retryAfterMs - 1).allowed).toBe(false);
    }),
  );
});

test('a clock that was set back makes nobody wait longer than from the last take', () => {
  const rule = { perMinute: 60, burst: 1 };
  const first = gcra(rule, 0, START);

  const back = gcra(rule, first.allowed ? first.nextAt : 0, START - 5_000);

  expect(back).toEqual({ allowed: false, retryAfterMs: 6_000 });
});
