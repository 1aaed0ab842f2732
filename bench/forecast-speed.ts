import { median } from 'simple-statistics';
import type { Model } from '#forecast-lib';
import { syntheticLoad } from './forecast-load.ts';
import type { Peer } from './forecast-peers.ts';

const HORIZON = 288;
const SIZES = [2_016, 8_064];
const GROWTH = [2_016, 4_032, 8_064, 16_128];

/** A fit with its forecast of a day, beside what a peer takes in the same round. */
export interface SpeedRow {
  readonly points: number;
  readonly name: string;
  readonly ms: number;
  /** Our time as a share of this one's, round by round; 1 for ourselves. */
  readonly share: number;
}

/**
 * All in turns, so that a busy moment of the machine falls on all; the median of the rounds. The first turn of each is
 * not counted: code is compiled in it.
 */
export function measureSpeed(model: Model, peers: readonly Peer[], rounds: number): SpeedRow[] {
  const ours: Peer = {
    name: model.name,
    run: (series, horizon) => model.fit(series).predict(horizon).mean.at(-1) ?? 0,
  };
  const all = [ours, ...peers];
  return SIZES.flatMap((points) => {
    const series = syntheticLoad(points);
    const times: number[][] = all.map(() => []);
    for (let round = -1; round < rounds; round++) {
      for (const [index, { name, run }] of all.entries()) {
        const ms = milliseconds(() => checkFinite(name, run(series, HORIZON)));
        if (round >= 0) times[index]?.push(ms);
      }
    }
    const [own = []] = times;
    return all.map(({ name }, index) => {
      const other = times[index] ?? [];
      return {
        points,
        name,
        ms: median(other),
        share: median(own.map((ms, round) => ms / (other[round] ?? Number.NaN))),
      };
    });
  });
}

/** Medians of single steps, in milliseconds. */
export interface PartTimes {
  /** A forecast of a day from a Fitted. */
  readonly predictMs: number;
  /** One online update; null where the model has none. */
  readonly updateMs: number | null;
  /** A Fitted as JSON and back. */
  readonly handOverMs: number;
  readonly savedBytes: number;
}

const PARTS = 300;

export function measureParts(model: Model): PartTimes {
  const series = syntheticLoad(8_064);
  const fitted = model.fit(series);
  const more = syntheticLoad(8_064 + 2 * PARTS).values.subarray(8_064);
  const update = fitted.update?.bind(fitted);
  const updateMs = update === undefined ? null : medianOf(2 * PARTS, (index) => update(more[index] ?? 0));
  const predictMs = medianOf(PARTS, () => fitted.predict(HORIZON));
  const handOverMs = medianOf(30, () => model.restore(JSON.parse(JSON.stringify(fitted.save()))));
  return { predictMs, updateMs, handOverMs, savedBytes: Buffer.byteLength(JSON.stringify(fitted.save())) };
}

export interface GrowthRow {
  readonly points: number;
  readonly ms: number;
  /** Time for each point as a share of that of the shortest history: near 1 where cost is linear. */
  readonly shareOfLinear: number;
}

/** How the time of a fit with its forecast grows with the history; the lengths in turns. */
export function measureGrowth(model: Model, rounds: number): GrowthRow[] {
  const all = GROWTH.map((points) => syntheticLoad(points));
  const times: number[][] = GROWTH.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, series] of all.entries()) {
      const ms = milliseconds(() => model.fit(series).predict(HORIZON));
      if (round >= 0) times[index]?.push(ms);
    }
  }
  const medians = times.map((own) => median(own));
  const [shortest = 0] = medians;
  return GROWTH.map((points, index) => {
    const ms = medians[index] ?? Number.NaN;
    return { points, ms, shareOfLinear: ms / points / (shortest / (GROWTH[0] ?? 1)) };
  });
}

function medianOf(count: number, step: (index: number) => unknown): number {
  const times: number[] = [];
  for (let index = 0; index < count; index++) times.push(milliseconds(() => step(index)));
  return median(times.slice(Math.floor(count / 3)));
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function checkFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new Error(`${name} forecast ${value}: its time would mean nothing`);
}
