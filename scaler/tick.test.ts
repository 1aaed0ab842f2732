import { describe, expect, it } from 'vitest';
import { backfill } from './backfill.ts';
import { recompute } from './decision-record.ts';
import { fitTrack, isFitDue } from './fit-track.ts';
import type { MetricTrack } from './metric-track.ts';
import { ScalerFault } from './scaler-fault.ts';
import { SeriesStoreMemory } from './series-store-memory.ts';
import { StateStoreMemory } from './state-store-memory.ts';
import { tick } from './tick.ts';
import { DAY_MS, dailyPeak, following, gridTime, NEVER_ENDED, NOON, workloadOf } from './tick-fixture.ts';
import type { WorkloadRun } from './workload-run.ts';

const MINUTE = 60_000;

type Following = ReturnType<typeof following>;

/** Everything known of the last days, and a model of it. */
async function warm({ run, ports }: Following, at: number): Promise<void> {
  for (const track of run.tracks) {
    await backfill(run, track, at, ports, NEVER_ENDED);
    await fitTrack(run, track, at, ports);
  }
}

async function rounds({ run, ports }: Following, from: number, count: number): Promise<number> {
  let at = from;
  for (let round = 0; round < count; round++, at += run.grid.stepMs) await tick(run, at, ports, NEVER_ENDED);
  return at;
}

const firstTrack = (run: WorkloadRun) => run.tracks[0] as MetricTrack;

describe('a round', () => {
  it('answers from what is needed now as long as nothing was learned', async () => {
    const scene = following();

    const decided = await tick(scene.run, gridTime(scene.run, NOON), scene.ports, NEVER_ENDED);

    expect(decided?.told).toBe(5);
    expect(scene.ports.snapshots.latest('shop/chat')).toMatchObject({ neededNow: 5, forecastAt: null });
  });

  it('asks for pods before the peak that a day ago showed', async () => {
    const scene = following({ workload: workloadOf({}, { leadSeconds: 900 }) });
    const at = gridTime(scene.run, NOON + 20 * MINUTE);
    await warm(scene, at - scene.run.grid.stepMs);

    const decided = await tick(scene.run, at, scene.ports, NEVER_ENDED);

    expect(dailyPeak(at)).toBe(500);
    expect(decided?.told).toBeGreaterThanOrEqual(15);
    expect(decided?.record.decision.reason).toContain('"connections" will be');
  });

  it('writes down what makes the same decision again', async () => {
    const scene = following();
    await tick(scene.run, gridTime(scene.run, NOON), scene.ports, NEVER_ENDED);

    const row = scene.rows.find(({ kind }) => kind === 'decision');

    expect(recompute(JSON.parse(JSON.stringify(row?.data))).same).toBe(true);
  });

  it('writes a decision that says the same only every five minutes, and each that says something else', async () => {
    const scene = following({
      workload: workloadOf({ stepSeconds: 60 }),
      load: (at) => (at > NOON + 8 * MINUTE ? 900 : 500),
    });
    await rounds(scene, gridTime(scene.run, NOON), 12);

    const times = scene.rows.filter(({ kind }) => kind === 'decision').map(({ at }) => at);

    expect(times).toHaveLength(3);
  });

  it('tells later what came of what it predicted', async () => {
    const scene = following();
    const at = gridTime(scene.run, NOON);
    await warm(scene, at - scene.run.grid.stepMs);
    await rounds(scene, at, 30);

    const outcomes = scene.rows.filter(({ kind }) => kind === 'outcome').map(({ data }) => data);

    expect(outcomes.length).toBeGreaterThan(20);
    expect(outcomes[0]).toMatchObject({ metric: 'connections', leadSeconds: 900, error: 0, within: true });
  });

  it('plans for the need of now where a source is silent, and says since when', async () => {
    const scene = following({ load: (at) => (at > NOON ? undefined : 500) });
    const at = gridTime(scene.run, NOON);
    await tick(scene.run, at, scene.ports, NEVER_ENDED);
    await rounds(scene, at + scene.run.grid.stepMs, 6);

    const snapshot = scene.ports.snapshots.latest('shop/chat');

    expect(snapshot?.liveAt).toBe(at);
    expect(snapshot?.planned).toBe(5);
  });

  it('takes up a metric that comes back after a hole, and its model stands at the right time', async () => {
    const hole = (at: number) => (at > NOON && at < NOON + 50 * MINUTE ? undefined : dailyPeak(at));
    const scene = following({ load: hole });
    const at = gridTime(scene.run, NOON);
    await warm(scene, at - scene.run.grid.stepMs);

    const end = await rounds(scene, at, 14);

    const { forecast } = firstTrack(scene.run);
    expect(forecast?.madeAt).toBe(end - scene.run.grid.stepMs);
    expect(scene.logged).not.toContain('forecast-failed');
  });
});

describe('a round in which something fails', () => {
  const failing = () => {
    throw new ScalerFault('source-down', ['nobody answers']);
  };

  it('decides from what is known when the source is down', async () => {
    const scene = following();
    const at = gridTime(scene.run, NOON);
    await tick(scene.run, at, scene.ports, NEVER_ENDED);
    const down = { ...scene, ports: { ...scene.ports, collectorOf: failing } };

    await rounds(down, at + scene.run.grid.stepMs, 5);

    expect(scene.ports.snapshots.latest('shop/chat')?.planned).toBe(5);
    expect(scene.logged).toContain('collect-failed');
  });

  it('decides when every store is down, and keeps the samples for later', async () => {
    const gone = () => Promise.reject(new Error('gone'));
    const series = Object.assign(new SeriesStoreMemory(), { append: gone });
    const states = Object.assign(new StateStoreMemory(), { load: gone, claim: gone, learned: gone });
    const scene = following({ ports: { series, states } });
    const at = gridTime(scene.run, NOON);

    await rounds(scene, at, 3);

    expect(scene.ports.snapshots.latest('shop/chat')?.decidedAt).toBe(at + 2 * scene.run.grid.stepMs);
    const kept = firstTrack(scene.run).unsaved.length;
    expect(kept).toBeGreaterThanOrEqual(3);
    Reflect.deleteProperty(series, 'append');
    await rounds(scene, at + 3 * scene.run.grid.stepMs, 1);
    expect(firstTrack(scene.run).unsaved).toHaveLength(0);
    expect((await series.read('shop/chat', 'connections', { fromAt: 0, toAt: at * 2, resolution: 'raw' })).length).toBe(
      kept + 1,
    );
  });

  it('keeps the forecast of before when a model breaks, and has it fitted again', async () => {
    const scene = following();
    const at = gridTime(scene.run, NOON);
    await warm(scene, at - scene.run.grid.stepMs);
    await tick(scene.run, at, scene.ports, NEVER_ENDED);
    const { forecast } = firstTrack(scene.run);
    firstTrack(scene.run).fitted.forEach(
      (model) => void scene.ports.forecaster.forget(firstTrack(scene.run).idOf(model)),
    );

    await rounds(scene, at + scene.run.grid.stepMs, 1);

    expect(firstTrack(scene.run).forecast).toBe(forecast);
    expect(isFitDue(firstTrack(scene.run), at + 10 * MINUTE, 3600)).toBe(true);
  });

  it('is told by a source that lies: what is answered stays within the bounds and covers the need', async () => {
    const lies = [1e300, -5, 1e15, 0, 500];
    const scene = following({ load: (at) => lies[Math.round((at - NOON) / (5 * MINUTE)) % lies.length] });

    await rounds(scene, gridTime(scene.run, NOON + 5 * MINUTE), 10);

    const { planned, minReplicas, maxReplicas, neededNow } = scene.ports.snapshots.latest('shop/chat') ?? {};
    expect(planned).toBeGreaterThanOrEqual(Math.max(minReplicas ?? 0, neededNow ?? 0));
    expect(planned).toBeLessThanOrEqual(maxReplicas ?? 0);
  });
});

describe('two replicas', () => {
  it('write one decision of each moment, and the second answers as the first', async () => {
    const shared = { states: new StateStoreMemory(), series: new SeriesStoreMemory() };
    const [one, two] = [following({ ports: shared }), following({ ports: shared })];
    const at = gridTime(one.run, NOON);

    const decided = await Promise.all([one, two].map(({ run, ports }) => tick(run, at, ports, NEVER_ENDED)));

    expect(decided.filter((decision) => decision !== undefined)).toHaveLength(1);
    expect([...one.rows, ...two.rows].filter(({ kind }) => kind === 'decision')).toHaveLength(1);
    expect(one.run.memory).toEqual(two.run.memory);
  });

  it('go on with each other’s memory when one of them ends', async () => {
    const shared = { states: new StateStoreMemory(), series: new SeriesStoreMemory() };
    const [one, two] = [following({ ports: shared }), following({ ports: shared })];
    const at = await rounds(one, gridTime(one.run, NOON), 3);

    await tick(two.run, at, two.ports, NEVER_ENDED);

    expect(two.run.asked[0]?.at).toBe(at - one.run.grid.stepMs);
  });
});

describe('a restart', () => {
  it('goes on with the mode that was reached, within what the file allows now', async () => {
    const states = new StateStoreMemory();
    const first = following({ workload: workloadOf({ leastMode: 'full' }), ports: { states } });
    await rounds(first, gridTime(first.run, NOON), 1);

    const second = following({ workload: workloadOf({ leastMode: 'shadow', mode: 'up-only' }), ports: { states } });
    second.run.restore(await states.load('shop/chat'));

    expect(second.run.ladder.mode).toBe('up-only');
    expect(second.run.decidedAt).toBe(gridTime(first.run, NOON));
  });

  it('fetches only what it missed', async () => {
    const series = new SeriesStoreMemory();
    const first = following({ ports: { series } });
    await warm(first, NOON);
    const second = following({ ports: { series } });

    await backfill(second.run, firstTrack(second.run), NOON + 60 * MINUTE, second.ports, NEVER_ENDED);

    const [window] = second.source.asked;
    expect((window?.fromAt ?? 0) - NOON).toBeGreaterThan(-20 * MINUTE);
    expect(firstTrack(second.run).window.last?.at).toBeGreaterThan(NOON + 50 * MINUTE);
  });
});

describe('a business event', () => {
  const sale = { name: 'sale', kind: 'sale', startAt: NOON + 8 * 60 * MINUTE, endAt: NOON + 10 * 60 * MINUTE, lift: 4 };
  const events = { within: () => [sale], lifts: () => [] };

  it('raises the forecast while it lasts, also once its load is there', async () => {
    const load = (at: number) => (at >= sale.startAt && at < sale.endAt ? 2000 : 500);
    const scene = following({ load, workload: workloadOf({}, { leadSeconds: 900 }), ports: { events } });
    const before = gridTime(scene.run, sale.startAt - 10 * MINUTE);
    await warm(scene, before - scene.run.grid.stepMs);

    const ahead = await tick(scene.run, before, scene.ports, NEVER_ENDED);
    expect(ahead?.told).toBe(20);
    await rounds(scene, before + scene.run.grid.stepMs, 12);

    // Not sixteen times: what came of the event is not taken for the usual.
    expect(firstTrack(scene.run).forecast?.mean[0]).toBeCloseTo(2000, 0);
  });

  it('is learned from once it is over', async () => {
    const past = { ...sale, startAt: NOON - DAY_MS, endAt: NOON - DAY_MS + 120 * MINUTE };
    const seen: number[] = [];
    const ports = {
      events: { within: () => [past], lifts: () => [] },
      learnLifts: async (_workload: string, series: { values: Float64Array }, baseline: Float64Array) => {
        seen.push(Math.max(...series.values), Math.max(...baseline));
      },
    };
    const load = (at: number) => (at >= past.startAt && at < past.endAt ? 1500 : 500);
    const scene = following({ load, ports });

    await warm(scene, NOON);

    expect(seen).toEqual([1500, 500]);
  });
});
