import { setTimeout as pause } from 'node:timers/promises';
import { climb, type OfferedLoad } from './fanout-ladder.ts';
import type { Saturation } from './fanout-load.ts';
import { windowOf } from './fanout-shapes.ts';
import { openStand, type Stand, type StandPlan } from './fanout-stand.ts';

export interface TrialPlan extends StandPlan {
  /** Times of the parts, in milliseconds. */
  readonly warmMs: number;
  readonly saturateMs: number;
  readonly offerMs: number;
  /** Loads to offer until one is not taken, in deliveries per second, rising; single messages are always among them. */
  readonly loads: readonly number[];
}

export interface Trial extends Omit<Stand, 'generator' | 'watched'> {
  readonly saturation: Saturation;
  /** `single`: ten messages a second; `half`: half of what it took of loads offered whatever came back; others in deliveries per second. */
  readonly loads: readonly OfferedLoad[];
  /** The greatest of those, in deliveries per second. */
  readonly sustainedPerSecond: number;
  /**
   * Sockets that were lost, messages that were refused, and what was said about it; nothing of it should be. A message
   * that was refused under a load that was too much is not among them.
   */
  readonly lost: number;
  readonly refused: number;
  readonly complaints: readonly string[];
}

const SINGLE_PER_SECOND = 10;
/** Single messages are measured so many times as long as others: a second has ten of them, and the worst one would be their p99. */
const SINGLE_PARTS = 5;
/** Between two loads, so that what one leaves behind is not the next one's. */
const REST_MS = 300;

/** Measures one server in one shape, with fresh processes for all. */
export async function runTrial(plan: TrialPlan): Promise<Trial> {
  const ends: Array<() => Promise<void>> = [];
  try {
    return await measure(plan, ends);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function measure(plan: TrialPlan, ends: Array<() => Promise<void>>): Promise<Trial> {
  const { shape } = plan;
  const { generator, watched, ...joined } = await openStand(plan, ends);
  const load = { people: shape.people, window: windowOf(shape), warmMs: plan.warmMs, ms: plan.saturateMs };
  const { result: saturation } = await generator.ask<'saturate'>({ what: 'saturate', load, watched });
  let overdone = 0;
  const offer = async (deliveriesPerSecond: number, ms = plan.offerMs) => {
    await pause(REST_MS);
    const offered = { people: shape.people, perSecond: deliveriesPerSecond / shape.people, ms };
    const { result } = await generator.ask<'offer'>({ what: 'offer', load: offered, watched });
    overdone += result.refused;
    return result;
  };
  const single = { load: 'single', ...(await offer(SINGLE_PER_SECOND * shape.people, SINGLE_PARTS * plan.offerMs)) };
  const climbed = await climb(plan.loads, (load) => offer(load));
  const { lost, refused, complaints } = await generator.ask<'leave'>({ what: 'leave' });
  return {
    ...joined,
    saturation,
    loads: [single, ...climbed.loads],
    sustainedPerSecond: climbed.sustainedPerSecond,
    lost,
    refused: refused - overdone,
    complaints,
  };
}
