import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '#conformance';
import { FitQueue } from './fit-queue.ts';
import { ForecasterThread } from './forecaster-thread.ts';
import { type Scheduler, startScheduler } from './scheduler.ts';
import { DAY_MS, dailyPeak, following, NOON, workloadOf } from './tick-fixture.ts';
import { WorkloadRun } from './workload-run.ts';

const log = { log() {} };
let open: { close(): Promise<void> }[] = [];
const opened = <One extends { close(): Promise<void> }>(one: One): One => {
  open.push(one);
  return one;
};

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  open = [];
});

const timing = { pollSeconds: 15, scrapeSeconds: 15, startSeconds: 60, refitSeconds: 3600 };

describe('the scheduler', () => {
  it('looks at every workload, learns from its past, and then plans ahead', async () => {
    const scene = following();
    let now = NOON + 7 * 60_000;
    const many = Array.from(
      { length: 20 },
      (_, index) => new WorkloadRun(workloadOf({ name: `w${index}` }), timing, now),
    );
    const scheduler = opened(startScheduler(many, scene.ports, { refitSeconds: 3600, now: () => now }, false));

    await scheduler.roundForAll();
    expect(scene.ports.snapshots.latest('shop/w7')).toMatchObject({ planned: 5, forecastAt: null });
    await scheduler.fitted();
    now += 300_000;
    await scheduler.roundForAll();

    expect(scene.ports.snapshots.latest('shop/w7')?.forecastAt).toBeGreaterThan(NOON);
    expect(many.every(({ tracks }) => tracks.every(({ backfilled }) => backfilled))).toBe(true);
  });

  it('keeps one workload’s trouble from the others', async () => {
    const scene = following();
    const [good, bad] = ['good', 'bad'].map((name) => new WorkloadRun(workloadOf({ name }), timing, NOON)) as [
      WorkloadRun,
      WorkloadRun,
    ];
    Object.defineProperty(bad, 'rules', { value: null });
    Object.defineProperty(bad, 'memory', { value: null });
    const scheduler = opened(startScheduler([bad, good], scene.ports, { refitSeconds: 3600, now: () => NOON }, false));

    await scheduler.roundForAll();

    expect(scene.ports.snapshots.latest('shop/good')?.planned).toBe(5);
    expect(scene.logged).toContain('round-broke');
  });

  it('does not wait longer than its bound for a source that hangs', async () => {
    const hanging = {
      collect: (_window: unknown, signal: AbortSignal) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      close: async () => {},
    };
    const scene = following({ ports: { collectorOf: () => hanging } });
    const options = { refitSeconds: 3600, roundSeconds: 0.05, now: () => NOON };
    const scheduler = opened(startScheduler([scene.run], scene.ports, options, false));

    await scheduler.roundForAll();

    expect(scene.ports.snapshots.latest('shop/chat')?.liveAt).toBeNull();
  });

  it('goes by the clock once started, and ends at once when closed', async () => {
    const scene = following({ workload: workloadOf({ stepSeconds: 5 }) });
    let now = NOON;
    const scheduler: Scheduler = startScheduler([scene.run], scene.ports, { refitSeconds: 3600, now: () => now });
    await eventually(() => scene.ports.snapshots.latest('shop/chat'), 'a first decision');
    const first = scene.run.decidedAt;

    now += 5_000;
    await eventually(() => (scene.run.decidedAt > first ? true : undefined), 'a second decision');
    await scheduler.close();

    const last = scene.run.decidedAt;
    now += 60_000;
    expect(scene.run.decidedAt).toBe(last);
  });
});

describe('things that are done when there is time', () => {
  it('are done the most pressing first, each once, whatever one of them does', async () => {
    const queue = opened(new FitQueue());
    const done: string[] = [];
    const task = (id: string, rank: number) => ({ id, rank, run: async () => void done.push(id) });

    queue.add({ ...task('broken', 0), run: () => Promise.reject(new Error('broken')) });
    for (const [id, rank] of [
      ['later', 2],
      ['now', 0],
      ['soon', 1],
      ['now', 0],
    ] as const)
      queue.add(task(id, rank));
    await queue.idle();

    expect(done).toEqual(['now', 'soon', 'later']);
  });
});

describe('the thread of the forecaster', () => {
  const week = () => {
    const values = Float64Array.from({ length: 2016 }, (_, step) => dailyPeak(NOON - 7 * DAY_MS + step * 300_000));
    return { values, stepSeconds: 300, startAt: NOON - 7 * DAY_MS };
  };

  it('fits and forecasts as it would be done here', async () => {
    const forecaster = opened(new ForecasterThread(log));
    await forecaster.fit('a', 'ensemble', week());

    const ask = { id: 'a', values: new Float64Array([500]), horizon: 12, levels: [0.5, 0.9] };
    const forecast = await forecaster.next(ask);

    expect(forecast.startAt).toBe(NOON + 300_000);
    expect(forecast.mean).toHaveLength(12);
    expect(forecast.mean[8]).toBeGreaterThan(1000);
  });

  it('tells what was wrong, and goes on', async () => {
    const forecaster = opened(new ForecasterThread(log));

    await expect(forecaster.fit('a', 'oracle', week())).rejects.toThrow('oracle');
    const ask = { id: 'b', values: new Float64Array(), horizon: 1, levels: [] };
    await expect(forecaster.next(ask)).rejects.toThrow('Nothing is fitted for "b"');

    await forecaster.fit('b', 'last-value', week());
    await expect(forecaster.next(ask)).resolves.toMatchObject({ stepSeconds: 300 });
  });

  it('leaves no question open when it is closed', async () => {
    const forecaster = new ForecasterThread(log);
    const asked = forecaster.fit('a', 'ensemble', week());
    const told = expect(asked).rejects.toThrow('The scaler stops');

    await forecaster.close();

    await told;
    await expect(forecaster.fit('a', 'ensemble', week())).rejects.toThrow('closed');
  });
});
