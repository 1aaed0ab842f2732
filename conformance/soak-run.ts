import { setTimeout as pause } from 'node:timers/promises';
import { INSPECTED, Inspector } from './inspector.ts';
import { startPod } from './pod-process.ts';
import { startRedisServer } from './redis-server.ts';
import { StormCrowd } from './storm-crowd.ts';
import { spreadOf } from './storm-report.ts';

export interface SoakPlan {
  readonly minutes: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly seed: number;
}

export interface SoakReport extends SoakPlan {
  readonly accepted: number;
  /** Lost, doubled, reordered, or passed over without a word. */
  readonly wrong: number;
  readonly firstMegabytes: number;
  readonly lastMegabytes: number;
  /** By how much what is held grows, on the straight line that fits best, once it is warm. */
  readonly megabytesIn10Minutes: number;
  readonly deliveryP99Ms: number;
}

/** How often it is looked at what is held, and which part of them is the time in which it gets warm. */
const LOOKS = 40;
const WARM_SHARE = 0.4;

/** Lets everybody talk for a long time at one pod, and looks at what that leaves in it. */
export async function runSoak(plan: SoakPlan, tell: (sentence: string) => void = () => {}): Promise<SoakReport> {
  const { minutes, clients, perSecond, seed } = plan;
  const redis = await startRedisServer();
  const pod = await startPod({ redisUrl: redis.url, nodeArgs: INSPECTED, env: { HISTORY_ENTRIES: '300' } });
  const inspector = await Inspector.open(pod);
  const crowd = new StormCrowd();
  try {
    await crowd.ask({ ask: 'enter', name: 'soak', clients, roomSize: 20, rude: false, urls: [[pod.url]] });
    await crowd.ask({ ask: 'talk', perSecond, letters: 40, seed });
    const held: Array<readonly [minute: number, megabytes: number]> = [];
    const begun = performance.now();
    for (let look = 1; look <= LOOKS; look++) {
      await pause(Math.max(0, begun + (look * minutes * 60_000) / LOOKS - performance.now()));
      held.push([(performance.now() - begun) / 60_000, (await inspector.heldBytes()) / 2 ** 20]);
      if (look % 4 === 0)
        tell(
          `${held
            .at(-1)
            ?.map((value) => value.toFixed(1))
            .join(' minutes: ')} MB`,
        );
    }
    const { accepted, faults, latenciesMs } = await crowd.settle();
    const warm = held.slice(Math.floor(LOOKS * WARM_SHARE));
    const rounded = (value = 0) => Math.round(value * 100) / 100;
    return {
      ...plan,
      accepted,
      wrong: Object.values(faults).reduce((sum, count) => sum + count, 0),
      firstMegabytes: rounded(warm[0]?.[1]),
      lastMegabytes: rounded(warm.at(-1)?.[1]),
      megabytesIn10Minutes: rounded(10 * slopeOf(warm)),
      deliveryP99Ms: spreadOf(latenciesMs).p99,
    };
  } finally {
    inspector.close();
    await crowd.close();
    await pod.stop();
    await redis.stop();
  }
}

/**
 * The slope of the straight line that fits best (least squares).
 *
 * @example
 * slopeOf([[0, 1], [1, 3], [2, 5]]) // => 2
 */
export function slopeOf(points: ReadonlyArray<readonly [x: number, y: number]>): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
