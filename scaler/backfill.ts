import type { Sample } from './collector.ts';
import type { MetricTrack } from './metric-track.ts';
import { deriveSeries } from './series-derivation.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

/** A hole is longer than so many steps: a shorter one was there when it was looked at. */
const HOLE_STEPS = 10;
/** More holes than this are those of the source itself. */
const MOST_HOLES = 5;

/** A time of which nothing is known, in epoch milliseconds. */
interface Hole {
  readonly fromAt: number;
  readonly toAt: number;
}

/**
 * Fetches what was measured while nobody looked: the whole history at the first start, the time of a restart later. Sources
 * that keep no past give none, and their history begins now.
 *
 * @returns how many samples were new
 * @throws ScalerFault where the source or the store fails
 */
export async function backfill(
  run: WorkloadRun,
  track: MetricTrack,
  at: number,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<number> {
  const { workload, grid } = run;
  const { key, stepSeconds } = workload;
  const { name } = track.source;
  const earliest = Math.max(0, at - workload.historySeconds * 1000);
  const known = await ports.series.read(key, name, { fromAt: earliest, toAt: at, resolution: 'raw' });
  const recent = at - 2 * track.window.keptMs;
  const takeRecent = (samples: readonly Sample[]) => track.window.take(samples.filter((sample) => sample.at >= recent));
  takeRecent(known);
  let count = 0;
  for (const { fromAt, toAt } of holesIn(known, earliest, at, grid.stepMs)) {
    const window = { fromAt, toAt, stepSeconds, phaseMs: grid.phaseMs };
    const samples = await ports.collectorOf(workload, track.source).collect(window, signal);
    if (samples.length === 0) continue;
    await ports.series.append(key, name, samples);
    takeRecent(samples);
    count += samples.length;
    await deriveSeries(ports.series, key, name, { fromAt, toAt, stepSeconds });
  }
  track.backfilled = true;
  return count;
}

/**
 * The times of which nothing is known, the newest first.
 *
 * @param known rising in time
 * @example
 * holesIn([{ at: 100, value: 1 }, { at: 105, value: 1 }], 0, 300, 5) // => [{ fromAt: 106, toAt: 300 }, { fromAt: 0, toAt: 99 }]
 */
export function holesIn(known: readonly Sample[], earliest: number, at: number, stepMs: number): Hole[] {
  const times = [earliest - 1, ...known.map((sample) => sample.at), at + 1];
  const holes: Hole[] = [];
  for (let index = times.length - 1; index > 0 && holes.length < MOST_HOLES; index--) {
    const [before, after] = [times[index - 1] as number, times[index] as number];
    if (after - before > HOLE_STEPS * stepMs) holes.push({ fromAt: before + 1, toAt: after - 1 });
  }
  return holes;
}
