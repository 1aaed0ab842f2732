import { expect, test } from 'vitest';
import { NO_HPA_TOLERANCE } from './hpa-spec.ts';
import { POLICIES } from './policies.ts';
import { CRON, OFFSET } from './policy-habit.ts';
import { baselineForecast, KEDASTRAL } from './policy-kedastral.ts';
import { ORACLE } from './policy-oracle.ts';
import { reactivePolicy } from './policy-reactive.ts';
import type { PoolPolicy } from './pool-policy.ts';
import { REPLAY_RULES, Replay } from './replay.ts';
import { firstOf, type Trace, withPeak } from './trace.ts';
import { GENERATORS, type GeneratorName, generateTrace } from './trace-generators.ts';

const WAVE = withPeak(generateTrace('office', 2, 3), 5000);
const live = (policy: PoolPolicy, trace: Trace = WAVE, over = {}) =>
  new Replay(policy, trace, { ...REPLAY_RULES, ...over }).run();
const named = (name: string) => POLICIES.find((policy) => policy.name === name) as PoolPolicy;

test('an oracle is never short and pays nearly nothing for it; who reacts is late or pays', () => {
  const [oracle, lean, rich] = [ORACLE, reactivePolicy(0), reactivePolicy(0.5)].map((policy) => live(policy));

  expect(oracle?.underTimeshare).toBe(0);
  expect(oracle?.podsAgainstIdeal).toBeLessThan(1.15);
  expect(lean?.underTimeshare).toBeGreaterThan(5);
  expect(rich?.podsAgainstIdeal).toBeGreaterThan(1.3);
});

test('plain HPA cuts people who stay; Breakwater cuts nobody and moves fewer', () => {
  const plain = live(reactivePolicy(0.2, NO_HPA_TOLERANCE));
  const ours = live(named('Breakwater'));

  expect(plain.cutPerDay).toBeGreaterThan(1);
  expect(ours.cutPerDay).toBe(0);
  expect(ours.handedOverPerDay).toBeLessThan(plain.cutPerDay);
  expect(ours.podsAgainstIdeal).toBeLessThan(plain.podsAgainstIdeal);
});

test('the same run gives the same numbers', () => {
  const short = firstOf(WAVE, 30 * 3600);
  expect(live(named('Breakwater'), short)).toEqual(live(named('Breakwater'), short));
});

test('a silent scaler takes nothing away, and dead pods cut people whatever the policy', () => {
  const down = { kind: 'scaler-down', from: 100_000, to: 110_000 } as const;
  const kill = { kind: 'kill', at: 130_000, pods: 2 } as const;
  const killed = live(named('Breakwater'), WAVE, { faults: [kill] });
  const silent = live(named('Breakwater'), WAVE, { faults: [down] });

  expect(killed.cutPerDay).toBeGreaterThan(0);
  expect(silent.cutPerDay).toBe(0);
});

test.each([CRON, OFFSET, KEDASTRAL])('$name lives through a day', (policy) => {
  const measures = live(policy, firstOf(WAVE, 36 * 3600));
  expect(measures.podsAgainstIdeal).toBeGreaterThan(0.9);
  expect(measures.lead.rises).toBeGreaterThan(3);
});

test('Kedastral’s baseline draws a line on, and trusts a habit that is a spike', () => {
  const rising = Array.from({ length: 12 }, (_, index) => 100 + 10 * index);
  expect(baselineForecast(rising, 0)[4]).toBeCloseTo(260, 6);
  const spikes = Array.from({ length: 150 }, (_, index) => (index % 30 === 0 ? 500 : 100));
  expect(Math.max(...baselineForecast(spikes, 0))).toBeGreaterThan(350);
});

test.each(Object.keys(GENERATORS) as GeneratorName[])(
  '%s is made from its seed alone, and never is below 0',
  (name) => {
    const [one, again, other] = [generateTrace(name, 1, 5), generateTrace(name, 1, 5), generateTrace(name, 1, 6)];

    expect(one.people).toEqual(again.people);
    expect(one.people).not.toEqual(other.people);
    expect(one.people.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
  },
);
