import { sayTime } from '#forecast-cli';
import type { DrillPlan } from './drill-plan.ts';
import type { DrillSample } from './drill-verdict.ts';

const WIDTH = 60;
const LEVELS = ' ▁▂▃▄▅▆▇█';

/**
 * Numbers as little bars, the last to the right.
 *
 * @example
 * sparkline([0, 4, 8], 8) // => ' ▄█'
 */
export function sparkline(values: readonly number[], highest: number): string {
  const most = LEVELS.length - 1;
  return values
    .map((value) => LEVELS[Math.max(0, Math.min(most, Math.round((value / Math.max(highest, 1e-9)) * most)))] ?? '')
    .join('');
}

/** How a drill stands, as lines for a terminal. */
export function viewLines(samples: readonly DrillSample[], plan: DrillPlan, told: readonly string[]): string[] {
  const last = samples.at(-1);
  if (last === undefined) return told.slice(-3);
  const { crowd, wanted, desired, ready, open, paid, foreseen, at } = last;
  const every = Math.max(1, Math.ceil(samples.length / WIDTH));
  const shown = samples.filter((_, index) => index % every === 0);
  const highest = Math.max(...samples.map((sample) => sample.wanted), foreseen?.high ?? 0);
  const most = Math.max(...samples.map((sample) => sample.paid));
  const band =
    foreseen === null
      ? 'learning'
      : `${Math.round(foreseen.mean)} in ${Math.round((foreseen.at - at) / 60_000)} min (${Math.round(foreseen.low)} to ${Math.round(foreseen.high)})`;
  return [
    `${plan.trace.name}, ${sayTime(at)}, ${plan.speed} times as fast${last.counted ? '' : ', not counted yet'}`,
    '',
    `people     ${sparkline(
      shown.map((sample) => sample.crowd.online),
      highest,
    )} ${crowd.online} of ${wanted}`,
    `pods       ${sparkline(
      shown.map((sample) => sample.ready),
      most,
    )} ${ready} ready, ${desired} wanted, ${open} open, ${paid} there`,
    `needed     ${Math.ceil(wanted / plan.capacity)}`,
    `foreseen   ${band}`,
    `handed on  ${crowd.handedOver}, cut off ${crowd.cuts}, gaps ${crowd.gaps}`,
    `messages   ${crowd.accepted} accepted, ${crowd.heard} heard, p99 ${Math.round(crowd.lagP99Ms)} ms`,
    '',
    ...told.slice(-4),
    '',
    'k kills a pod, c cuts off Redis, s brings a crowd, q ends it',
  ];
}
