import { expect, test } from 'vitest';
import { hpaReplicas } from './hpa.ts';
import { foreseen, metricOf, NOON, planInput } from './plan-fixture.ts';
import { type DecisionMemory, decideWorkload, NO_MEMORY } from './workload-decision.ts';

const TICK_SECONDS = 15;
const LEAD_SECONDS = 120;
const POLICY = {
  maxReplicas: 200,
  growFactor: 2,
  growPods: 4,
  growSeconds: 15,
  shrinkPercent: 30,
  shrinkSeconds: 60,
  stabilizationSeconds: 120,
  toleranceUp: 0.1,
  toleranceDown: 0.1,
};

/** Two hours by minutes: a wave, and on it an announcement that brings ten times as many people within two minutes. */
const LOAD = Array.from({ length: 120 }, (_, minute) => {
  const wave = 600 + 300 * Math.sin(minute / 12);
  return minute >= 45 && minute < 60 ? wave + 6000 * Math.min(1, (minute - 44) / 2) : wave;
});
const needed = (second: number) => Math.ceil((LOAD[Math.floor(second / 60)] ?? 0) / 100);

/** Lives through it with a twin of HPA; a pod that is asked for carries load after the lead time. */
function live(mode: 'full' | 'shadow') {
  let memory: DecisionMemory = NO_MEMORY;
  let current = 10;
  const asked: number[] = [];
  let [missed, podSeconds, leastNeeded] = [0, 0, 0];
  for (let second = 0; second < 110 * 60; second += TICK_SECONDS) {
    const at = NOON + second * 1000;
    const minute = Math.floor(second / 60);
    const forecast = foreseen(LOAD.slice(minute), NOON + minute * 60_000);
    const metrics = [metricOf({ value: LOAD[minute] ?? 0, forecast })];
    const moment = planInput({ at, policy: POLICY, current, leadSeconds: LEAD_SECONDS + TICK_SECONDS, metrics });
    const round = decideWorkload(moment, memory, { mode, liveAt: at, forecastAt: at });
    memory = round.memory;
    const told = mode === 'full' ? round.snapshot.planned : round.snapshot.reactive;
    current = hpaReplicas(told, 1, current);
    asked.push(current);
    // Ready is what was there all the time since it was asked for.
    const ready = Math.min(...asked.slice(-1 - LEAD_SECONDS / TICK_SECONDS));
    missed += Math.max(0, needed(second) - ready) * TICK_SECONDS;
    podSeconds += ready * TICK_SECONDS;
    leastNeeded += needed(second) * TICK_SECONDS;
  }
  return { missed, over: podSeconds / leastNeeded - 1 };
}

test('with a good forecast no pod is ever missing, through HPA’s tolerance and every limit of pace', () => {
  const { missed, over } = live('full');

  expect(missed).toBe(0);
  expect(over).toBeLessThan(0.5);
});

test('without it, the same spike finds pods missing: the loop can tell the difference', () => {
  expect(live('shadow').missed).toBeGreaterThan(1000);
});
