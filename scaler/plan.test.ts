import { expect, test } from 'vitest';
import { hpaReplicas } from './hpa.ts';
import { memorySeconds, type PastDecision, remember } from './pace.ts';
import { plan } from './plan.ts';
import { foreseen, metricOf, NOON, planInput } from './plan-fixture.ts';

const past = (secondsAgo: number, desired: number, recommended = desired): PastDecision => {
  return { at: NOON - secondsAgo * 1000, desired, paced: desired, recommended };
};
const flat = (value: number) => foreseen(Array.from({ length: 120 }, () => value));

test('without a forecast there are as many pods as are needed now', () => {
  const decision = plan(planInput({ metrics: [metricOf({ value: 450 })] }));

  expect(decision).toMatchObject({ desired: 5, reactive: 5, binding: 'connections', rule: 'need', ahead: null });
  expect(decision.reason).toBe('5 pods: "connections" is 450 now, 100 a pod');
});

test('of several metrics the one that needs most pods binds, and is named', () => {
  const messages = metricOf({ name: 'messages', value: 900, capacityPerPod: 50 });

  const decision = plan(planInput({ metrics: [metricOf({ value: 450 }), messages] }));

  expect(decision).toMatchObject({ desired: 18, binding: 'messages' });
});

test('pods are asked for as long before a spike as they take to start, and not earlier', () => {
  const spike = foreseen([...Array(10).fill(100), ...Array(20).fill(1000)]);
  const at = (minute: number) =>
    plan(planInput({ at: NOON + minute * 60_000, leadSeconds: 180, metrics: [metricOf({ forecast: spike })] }));

  expect([at(5), at(6), at(7)].map(({ desired }) => desired)).toEqual([2, 2, 11]);
  expect(at(7).reason).toContain('"connections" will be 1100 (p90) at 12:10:00Z, in 180 s');
});

test('prewarming makes them ready so much earlier', () => {
  const spike = foreseen([...Array(10).fill(100), ...Array(20).fill(1000)]);
  const policy = { prewarmSeconds: 120 };

  const at = (minute: number) =>
    plan(planInput({ at: NOON + minute * 60_000, policy, metrics: [metricOf({ forecast: spike })] })).desired;

  expect([at(6), at(7)]).toEqual([2, 11]);
});

test('growth begins so early that its pace reaches the spike', () => {
  const spike = foreseen([...Array(10).fill(10), ...Array(60).fill(1600)]);
  const policy = { growFactor: 2, growPods: 0, growSeconds: 60, quantileLevel: 0 };

  const { ahead } = plan(planInput({ leadSeconds: 0, policy, metrics: [metricOf({ value: 10, forecast: spike })] }));

  expect(ahead?.counts.slice(5, 12)).toEqual([1, 1, 2, 4, 8, 16, 16]);
});

test('a quantile level of 0 plans for the mean times headroom', () => {
  const metrics = [metricOf({ forecast: flat(1000) })];

  const desired = [1, 1.2].map(
    (headroom) => plan(planInput({ metrics, policy: { quantileLevel: 0, headroom } })).desired,
  );

  expect(desired).toEqual([10, 12]);
});

test('between two leads the higher counts', () => {
  const metrics = [metricOf({ forecast: foreseen([100, 100, 800, 100], NOON, 600) })];
  const minutes = [5, 15, 25];

  const counts = minutes.map((minute) => {
    return plan(planInput({ at: NOON + minute * 60_000, leadSeconds: 0, policy: { growPods: 50 }, metrics })).desired;
  });

  expect(counts).toEqual([2, 9, 9]);
});

test('a forecast with a wrong number in it decides nothing, however high its others are', () => {
  const sound = flat(900);
  const holed = { ...sound, mean: sound.mean.map((value, lead) => (lead === 40 ? Number.NaN : value)) };
  const crossing = { ...sound, quantiles: [...sound.quantiles].reverse() };

  const decisions = [holed, crossing].map((forecast) => plan(planInput({ metrics: [metricOf({ forecast })] })));

  expect(decisions.map(({ desired, ahead }) => [desired, ahead])).toEqual([
    [1, null],
    [1, null],
  ]);
});

test('what is needed now stands above a forecast that sees less', () => {
  const metrics = [metricOf({ value: 2000, forecast: flat(100) })];

  expect(plan(planInput({ metrics }))).toMatchObject({ desired: 20, rule: 'need' });
});

test('growth is limited by time: deciding four times as often does not grow faster', () => {
  const reached = (everySeconds: number) => {
    let history: readonly PastDecision[] = [past(3600, 2)];
    const counts = new Map<number, number>();
    const metrics = [metricOf({ forecast: foreseen(Array(120).fill(4000), NOON) })];
    for (let second = 0; second <= 240; second += everySeconds) {
      const at = NOON + second * 1000;
      const input = planInput({ at, metrics, history, policy: { growFactor: 2, growPods: 0, growSeconds: 60 } });
      const { desired, paced, recommended } = plan(input);
      history = remember(history, { at, desired, paced, recommended }, memorySeconds(input.policy));
      counts.set(second, desired);
    }
    return [0, 60, 120, 180, 240].map((second) => counts.get(second));
  };

  expect(reached(60)).toEqual([4, 8, 16, 32, 44]);
  expect(reached(15)).toEqual(reached(60));
});

test('growth has no limit below what is needed now', () => {
  const metrics = [metricOf({ value: 3000 })];

  const decision = plan(planInput({ metrics, history: [past(10, 2)], policy: { growFactor: 2, growPods: 0 } }));

  expect(decision.desired).toBe(30);
});

test('shrinking is limited by time: deciding four times as often does not shrink faster', () => {
  const reached = (everySeconds: number) => {
    let history: readonly PastDecision[] = [past(3600, 40)];
    const counts = new Map<number, number>();
    for (let second = 0; second <= 180; second += everySeconds) {
      const at = NOON + second * 1000;
      const input = planInput({ at, history, policy: { shrinkPercent: 10, shrinkSeconds: 60 } });
      const { desired, paced, recommended } = plan(input);
      history = remember(history, { at, desired, paced, recommended }, memorySeconds(input.policy));
      counts.set(second, desired);
    }
    return [0, 60, 120, 180].map((second) => counts.get(second));
  };

  expect(reached(60)).toEqual([36, 33, 30, 27]);
  expect(reached(15)).toEqual(reached(60));
});

test('pods go only when no plan of the last while wanted more', () => {
  const policy = { stabilizationSeconds: 300 };

  const still = plan(planInput({ history: [past(600, 3), past(200, 12), past(15, 12, 4)], policy }));
  const over = plan(planInput({ history: [past(900, 12), past(600, 3), past(15, 12, 4)], policy }));

  expect(still).toMatchObject({ desired: 12, rule: 'stabilization' });
  expect(over.desired).toBe(4);
});

test('a count that HPA’s tolerance does not reach is raised to one that it does', () => {
  const metrics = [metricOf({ value: 2100 })];

  const decision = plan(planInput({ current: 20, metrics, policy: { toleranceUp: 0.1, toleranceDown: 0.1 } }));

  expect(decision).toMatchObject({ desired: 23, rule: 'reach' });
  expect(hpaReplicas(decision.desired, 1, 20)).toBe(23);
});

test('a pace of shrinking that is within HPA’s tolerance still takes pods away, no faster than it says', () => {
  const policy = { maxReplicas: 100, shrinkPercent: 10, shrinkSeconds: 60, toleranceUp: 0.1, toleranceDown: 0.1 };
  let history: readonly PastDecision[] = [past(3600, 71)];
  let current = 71;
  const counts: number[] = [];
  for (let minute = 0; minute <= 40; minute++) {
    const input = planInput({ at: NOON + minute * 60_000, current, history, policy });
    const { desired, paced, recommended } = plan(input);
    history = remember(history, { at: input.at, desired, paced, recommended }, memorySeconds(input.policy));
    current = hpaReplicas(desired, 1, current);
    counts.push(current);
  }

  expect(counts.slice(0, 6)).toEqual([71, 58, 58, 48, 48, 40]);
  expect(counts.at(-1)).toBe(1);
});

test('the pace of shrinking does not run ahead while HPA holds the pods for reasons of its own', () => {
  const policy = { maxReplicas: 100, shrinkPercent: 10, shrinkSeconds: 60, toleranceUp: 0.1, toleranceDown: 0.1 };
  let history: readonly PastDecision[] = [past(3600, 71)];
  const counts = [0, 1, 2, 3, 4, 5].map((minute) => {
    const input = planInput({ at: NOON + minute * 60_000, current: 71, history, policy });
    const { desired, paced, recommended } = plan(input);
    history = remember(history, { at: input.at, desired, paced, recommended }, memorySeconds(input.policy));
    return desired;
  });

  expect(counts).toEqual([71, 58, 58, 58, 58, 58]);
});

test('an unforeseen collapse is taken for an outage and takes no pod away', () => {
  const collapsed = metricOf({ value: 20, usual: 1000, forecast: flat(950) });

  const decision = plan(planInput({ current: 12, metrics: [collapsed] }));

  expect(decision.desired).toBe(12);
  expect(decision.reason).toContain('"connections" fell from 1000 to 20 unforeseen');
});

test('a collapse that was foreseen is none', () => {
  const evening = metricOf({ value: 20, usual: 1000, forecast: flat(20) });

  expect(plan(planInput({ current: 12, metrics: [evening] })).desired).toBe(1);
});

test('an outage is guarded against without a forecast too, unless the policy says never', () => {
  const metrics = [metricOf({ value: 0, usual: 1000 })];

  const [guarded, bare] = [0.5, 0].map((outageFall) =>
    plan(planInput({ current: 12, metrics, policy: { outageFall } })),
  );

  expect([guarded?.desired, bare?.desired]).toEqual([12, 1]);
});

test('a metric without a value may add pods and takes none away', () => {
  const silent = metricOf({ name: 'messages', value: null });
  const history = [past(15, 6)];

  const [less, more] = [100, 900].map((value) => plan(planInput({ history, metrics: [metricOf({ value }), silent] })));

  expect([less?.desired, more?.desired]).toEqual([6, 9]);
  expect(less?.reason).toContain('"messages" has no value now, so no pod is taken away');
});

test('pods that are needed again sooner than a start pays are kept', () => {
  const dip = foreseen([...Array(20).fill(100), ...Array(40).fill(800)]);
  const metrics = [metricOf({ value: 100, forecast: dip })];
  const counts = [900, 1500].map((restartSeconds) => {
    return plan(planInput({ current: 7, metrics, policy: { restartSeconds } })).desired;
  });

  expect(counts).toEqual([2, 7]);
});

test('a plan within a bound of risk is cheaper than the same bound at every moment, and names its metric', () => {
  const calm = Array.from({ length: 60 }, () => 300);
  const uncertain = foreseen(calm);
  const wide = {
    ...uncertain,
    quantiles: uncertain.quantiles.map((path, index) =>
      path.map((_, lead) => 300 + (index - 1) * (lead < 5 ? 5 : 400)),
    ),
  };
  const metrics = [metricOf({ capacityPerPod: 10, forecast: wide })];

  const each = plan(planInput({ metrics, leadSeconds: 900, policy: { quantileLevel: 0.9, maxReplicas: 500 } }));
  const mean = plan(planInput({ metrics, leadSeconds: 900, policy: { overloadRisk: 0.1, maxReplicas: 500 } }));

  expect(mean.binding).toBe('connections');
  expect(mean.desired).toBeLessThanOrEqual(each.desired);
  expect(mean.reason).toContain('(risk 0.1)');
});

test('a workload that may sleep sleeps when nothing is needed, and wakes before it is', () => {
  const asleep = planInput({ policy: { minReplicas: 0 }, metrics: [metricOf({ value: 0, forecast: flat(0) })] });
  const soon = foreseen([...Array(2).fill(0), ...Array(50).fill(500)]);
  const waking = { ...asleep, leadSeconds: 120, metrics: [metricOf({ value: 0, forecast: soon })] };

  expect([plan(asleep).desired, plan(waking).desired]).toEqual([0, 6]);
});
