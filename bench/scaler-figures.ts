import { aligned } from './aligned.ts';
import type { AnswersSeen } from './scaler-answers.ts';
import type { RoundsSeen } from './scaler-rounds.ts';

/** All that was measured in one run. */
export interface ScalerBench {
  readonly node: string;
  readonly machine: string;
  readonly workloads: number;
  readonly rate: number;
  readonly answers: AnswersSeen;
  /** Rounds with the model that is used, and with the cheapest there is. */
  readonly rounds: readonly [RoundsSeen, RoundsSeen];
}

/** One promise and what became of it. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly measured: number | null;
  readonly limit: number;
  /** What the same took without the thing that is measured, and what that is. */
  readonly control: number | null;
  readonly beside: string;
  readonly verdict: 'kept' | 'not kept' | 'machine too busy';
}

const MB = 2 ** 20;

/** Each promise of the scaler beside what was measured. What could not be measured is not kept. */
export function figuresOf({ answers, rounds }: ScalerBench): Figure[] {
  const { hanging, tickToAnswer, memoryBytes } = answers;
  const [ours, cheapest] = rounds;
  const failed = hanging.ours.failed + tickToAnswer.failed;
  return [
    figure('GetMetrics while Prometheus hangs, p99', 'ms', 5, hanging.ours.p99, {
      of: 'an empty method',
      value: hanging.empty.p99,
    }),
    figure('calls that failed or never saw their round', '', 0, failed, {
      of: 'an empty method',
      value: hanging.empty.failed,
    }),
    figure('planning for all the first time, with fits, on one core', 's', 30, ours.first.cpuSeconds, {
      of: 'a model that costs nothing',
      value: cheapest.first.cpuSeconds,
    }),
    figure('planning for all each time after, on one core', 's', 30, ours.round.cpuSeconds, {
      of: 'a model that costs nothing',
      value: cheapest.round.cpuSeconds,
    }),
    figure('memory at most', 'MB', 512, memoryBytes.ours === null ? null : memoryBytes.ours / MB, {
      of: 'an empty method',
      value: memoryBytes.empty === null ? null : memoryBytes.empty / MB,
    }),
    figure('from a tick to its answer, p99', 'ms', 500, tickToAnswer.p99, {
      of: 'its median',
      value: tickToAnswer.p50,
    }),
    figure('one prediction, p99', 'ms', 100, ours.predict.p99, {
      of: 'a model that costs nothing',
      value: cheapest.predict.p99,
    }),
  ];
}

function figure(
  what: string,
  unit: string,
  limit: number,
  measured: number | null,
  { of, value }: { readonly of: string; readonly value: number | null },
): Figure {
  const kept = measured !== null && measured <= limit;
  // Where the control alone takes longer, the run says nothing about us.
  const busy = !kept && value !== null && value > limit;
  const verdict = kept ? 'kept' : busy ? 'machine too busy' : 'not kept';
  return { what, unit, limit, measured, control: value, beside: of, verdict };
}

/** What was measured, as lines for people. */
export function sayFigures(bench: ScalerBench): string[] {
  const rows = figuresOf(bench).map(({ what, unit, measured, limit, control, beside, verdict }) => [
    what,
    say(measured),
    unit,
    `${limit}`,
    `${say(control)} (${beside})`,
    verdict,
  ]);
  const { answers, workloads, rate } = bench;
  return [
    `Node ${bench.node} on ${bench.machine}`,
    `${workloads} workloads, each with a week at 5 minutes; ${rate} calls a second`,
    '',
    ...aligned([['', 'measured', '', 'at most', 'control', ''], ...rows]),
    '',
    `A whole scaler had fetched, kept, fitted and forecast all of them after ${say(answers.learnSeconds)} s.`,
    `While calls were measured, ${answers.hanging.waiting} questions to Prometheus hung.`,
  ];
}

function say(value: number | null): string {
  if (value === null) return 'unknown';
  return Number.isInteger(value) ? `${value}` : value.toPrecision(3);
}
