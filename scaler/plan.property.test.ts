import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, recompute } from './decision-record.ts';
import { type MetricState, podsFor } from './metric-state.ts';
import { plan } from './plan.ts';
import { NOON } from './plan-fixture.ts';
import type { PlanInput } from './plan-input.ts';
import { parsePolicy } from './policy.ts';
import type { Policy } from './policy-fields.ts';

/** Numbers that nobody should be given, among others. */
const wild = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0, 1e12, 1e308, 5e-324),
  fc.double({ min: 0, max: 1e5, noNaN: true }),
);

const policies: fc.Arbitrary<Policy> = fc
  .record({
    minReplicas: fc.nat(20),
    more: fc.integer({ min: 1, max: 300 }),
    quantileLevel: fc.constantFrom(0, 0.5, 0.9, 0.99),
    headroom: fc.double({ min: 1, max: 3, noNaN: true }),
    growFactor: fc.double({ min: 1, max: 4, noNaN: true }),
    growPods: fc.integer({ min: 1, max: 10 }),
    growSeconds: fc.integer({ min: 1, max: 600 }),
    shrinkPercent: fc.integer({ min: 0, max: 100 }),
    shrinkSeconds: fc.integer({ min: 1, max: 600 }),
    prewarmSeconds: fc.nat(900),
    stabilizationSeconds: fc.nat(900),
    toleranceUp: fc.constantFrom(0, 0.1, 0.5),
    toleranceDown: fc.constantFrom(0, 0.1, 0.5),
    overloadRisk: fc.constantFrom(0, 0.05),
    restartSeconds: fc.constantFrom(0, 1200),
    outageFall: fc.constantFrom(0, 0.5),
  })
  .map(({ more, ...fields }) => parsePolicy({ ...fields, maxReplicas: fields.minReplicas + more }, 60));

const paths = (count: number) => fc.array(wild, { minLength: count, maxLength: count });

const metrics: fc.Arbitrary<MetricState> = fc
  .record({
    name: fc.constantFrom('connections', 'messages'),
    value: fc.option(wild),
    usual: fc.option(wild),
    capacityPerPod: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    mean: paths(12),
    quantiles: fc.oneof(fc.array(paths(12), { minLength: 2, maxLength: 2 }), fc.constant(undefined)),
    stepSeconds: fc.constantFrom(15, 60, 300, 0, -5, Number.NaN),
    startAt: fc.constantFrom(NOON, NOON - 300_000, NOON + 60_000, NOON - 1e9, Number.NaN),
    absent: fc.boolean(),
  })
  .map(({ mean, quantiles, stepSeconds, startAt, absent, ...metric }) => {
    const sane = mean.map((value) => (Number.isFinite(value) ? Math.abs(value) % 1e6 : 1));
    const forecast = {
      madeAt: NOON,
      startAt,
      stepSeconds,
      levels: [0.5, 0.9],
      mean: quantiles === undefined ? sane : mean,
      quantiles: quantiles ?? [sane, sane.map((value) => value * 1.5)],
    };
    return { ...metric, forecast: absent ? null : forecast };
  });

const inputs: fc.Arbitrary<PlanInput> = fc.record({
  workload: fc.constant('shop/chat'),
  at: fc.constant(NOON),
  policy: policies,
  metrics: fc.array(metrics, { maxLength: 3 }),
  current: fc.option(fc.nat(400)),
  leadSeconds: fc.double({ min: 0, max: 900, noNaN: true }),
  history: fc
    .array(
      fc.record({
        at: fc.integer({ min: NOON - 1_000_000, max: NOON + 60_000 }),
        recommended: fc.nat(300),
        paced: fc.nat(300),
        desired: fc.nat(300),
      }),
      { maxLength: 5 },
    )
    .map((decisions) => decisions.sort((one, other) => one.at - other.at)),
});

test('whatever it is given, no number that leaves is outside the bounds, broken or below the need of now', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const { policy } = input;
      const decision = plan(input);

      const leaving = [
        decision.desired,
        decision.recommended,
        decision.paced,
        decision.reactive,
        ...(decision.ahead?.counts ?? []),
      ];
      for (const count of leaving) {
        expect(Number.isInteger(count)).toBe(true);
        expect(count).toBeGreaterThanOrEqual(policy.minReplicas);
        expect(count).toBeLessThanOrEqual(policy.maxReplicas);
      }
      for (const { value, capacityPerPod } of input.metrics) {
        const needed = Math.min(podsFor(value ?? 0, capacityPerPod), policy.maxReplicas);
        expect(decision.desired).toBeGreaterThanOrEqual(needed);
        if (value !== null && needed < policy.maxReplicas) {
          expect(decision.desired * capacityPerPod * (1 + 1e-6)).toBeGreaterThanOrEqual(
            Number.isNaN(value) ? 0 : value,
          );
        }
      }
      expect(decision.reason).not.toMatch(/NaN|Infinity|undefined|null/);
    }),
    { numRuns: 1500 },
  );
});

test('more load never means fewer pods', () => {
  fc.assert(
    fc.property(inputs, fc.double({ min: 1, max: 10, noNaN: true }), (input, factor) => {
      const calm: PlanInput = { ...input, policy: { ...input.policy, outageFall: 0 }, current: null };
      const busier = {
        ...calm,
        metrics: calm.metrics.map((metric) => ({ ...metric, value: scaled(metric.value, factor) })),
      };

      expect(plan(busier).desired).toBeGreaterThanOrEqual(plan(calm).desired);
    }),
  );
});

test('a decision is made again from its record, after JSON there and back', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      // What has no number in JSON never stands in a record: the collector says null.
      const written = JSON.parse(JSON.stringify(input)) as PlanInput;
      const record = JSON.parse(JSON.stringify(decide(written)));

      expect(recompute(record).same).toBe(true);
    }),
  );
});

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : Math.max(value, value * factor);
}
