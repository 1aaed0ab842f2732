import { expect } from 'vitest';
import { freshDraft, freshRoom } from './fresh.ts';
import { leftBehind, resourcesInUse } from './resources.ts';
import { Ear, fill, needed, type OpenLog, offsetsOf, openLog, positionOf, readSafely } from './room-log-trial.ts';
import type { Promised } from './suite.ts';

/** A keeper has this long to say that its store is away, in milliseconds. */
const GIVE_UP_MS = 2_000;

/** What holds when a process ends, or its store does. */
export function promiseOutliving(open: OpenLog, promised: Promised): void {
  promised('history, positions and message ids outlive a restart', async () => {
    const opened = await openLog(open);
    const restart = needed(opened.restart, 'restart');
    const room = freshRoom();
    const said = freshDraft();
    const first = await opened.log.append(room, said);
    const after = await fill(opened.log, room, 4);

    const log = await restart();
    const again = await log.append(room, said);
    const next = positionOf(await log.append(room, freshDraft()));

    expect(again).toEqual({ ...first, outcome: 'duplicate' });
    expect(next).toEqual({ ...after, offset: 6 });
    const slice = await readSafely(log, room, { after: { ...after, offset: 2 }, limit: 10 });
    expect([slice.gap, offsetsOf(slice.entries)]).toEqual([undefined, [3, 4, 5, 6]]);
  });

  promised('when the store was lost, the epoch changes before another entry is handed out', async () => {
    const { log, second = log, lose } = await openLog(open);
    const room = freshRoom();
    const ear = new Ear();
    await log.follow(room, ear);
    const before = await fill(log, room, 3);
    await expect.poll(() => ear.offsets.at(-1), { timeout: 5_000 }).toBe(3);

    await needed(lose, 'lose')();
    const next = positionOf(await second.append(room, freshDraft()));

    expect(next.epoch).not.toBe(before.epoch);
    const slice = await readSafely(log, room, { after: before, limit: 10 });
    expect([slice.epoch, slice.gap?.reason]).toEqual([next.epoch, 'epoch']);
    await expect.poll(() => ear.losses > 0 || ear.batches.at(-1)?.epoch === next.epoch, { timeout: 5_000 }).toBe(true);
    const heard = ear.batches.flatMap(({ epoch, entries }) => entries.map(({ offset }) => `${epoch}:${offset}`));
    expect(new Set(heard).size).toBe(heard.length);
  });

  promised('while the store is away every method is "unavailable" within two seconds', async () => {
    const { log, sever } = await openLog(open);
    const room = freshRoom();
    await fill(log, room, 1);
    await needed(sever, 'sever')();
    const begun = performance.now();

    const answers = await Promise.allSettled([
      log.append(room, freshDraft()),
      log.read(room, { limit: 1 }),
      log.follow(freshRoom(), new Ear()),
    ]);

    expect(answers).toMatchObject(Array(3).fill({ status: 'rejected', reason: { code: 'unavailable' } }));
    // A bound that the port itself promises, with a second for a machine under load.
    expect(performance.now() - begun).toBeLessThan(GIVE_UP_MS + 6_000);
  });

  promised('close ends listening, and every loop, timer and connection', async () => {
    const before = resourcesInUse();
    const { log, second, close } = await open({ entries: 10, seconds: 300 });
    const room = freshRoom();
    const ear = new Ear();
    await log.follow(room, ear);
    await fill(log, room, 1);
    await expect.poll(() => ear.offsets, { timeout: 5_000 }).toEqual([1]);

    await log.close();
    await (second ?? log).append(room, freshDraft()).catch(() => {});
    await close();

    expect(await leftBehind(before)).toEqual([]);
    expect(ear.offsets).toEqual([1]);
  });
}
