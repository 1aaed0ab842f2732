import { expect } from 'vitest';
import type { Batch } from '#chat';
import { freshDraft, freshRoom, freshVisitor } from './fresh.ts';
import {
  counted,
  Ear,
  fill,
  needed,
  type OpenLog,
  offsetsOf,
  openLog,
  positionOf,
  readSafely,
} from './room-log-trial.ts';
import type { Promised } from './suite.ts';

/** What `follow` promises. */
export function promiseFollowing(open: OpenLog, promised: Promised): void {
  promised('after follow resolved every entry reaches the listener, in order and sealed as it is read', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    await fill(log, room, 3);
    const ear = new Ear();

    await log.follow(room, ear);
    const { epoch } = await fill(log, room, 50);

    await expect.poll(() => ear.offsets.at(-1), { timeout: 5_000 }).toBe(53);
    const heard = ear.batches.flatMap(({ entries }) => entries).filter(({ offset }) => offset > 3);
    expect(heard).toEqual((await readSafely(log, room, { after: { epoch, offset: 3 }, limit: 100 })).entries);
    expect(new Set(ear.batches.map((batch) => batch.epoch))).toEqual(new Set([epoch]));
  });

  promised('an entry of another process reaches the listener', async () => {
    const opened = await openLog(open);
    const second = needed(opened.second, 'second');
    const room = freshRoom();
    const ears = [new Ear(), new Ear()];

    await opened.log.follow(room, ears[0]!);
    await second.follow(room, ears[1]!);
    await Promise.all([fill(opened.log, room, 40), fill(second, room, 40)]);

    for (const ear of ears) {
      await expect.poll(() => ear.offsets.at(-1), { timeout: 5_000 }).toBe(80);
      expect(ear.offsets).toEqual(counted(1, 80));
    }
  });

  promised('what is appended right after follow resolved is heard', async () => {
    const { log, second = log } = await openLog(open);

    for (let index = 0; index < 20; index++) {
      const room = freshRoom();
      const ear = new Ear();
      const stop = await log.follow(room, ear);
      const position = positionOf(await second.append(room, freshDraft()));
      await expect.poll(() => ear.losses > 0 || ear.offsets.includes(position.offset), { timeout: 5_000 }).toBe(true);
      stop();
    }
  });

  promised('what is heard can be read', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();
    const reads: Array<Promise<boolean>> = [];
    let heard = 0;
    const check = async ({ entries }: Batch) => {
      const { head } = await second.read(room, { limit: 1 });
      return head >= entries.at(-1)!.offset;
    };

    const hear = (batch: Batch) => {
      heard = batch.entries.at(-1)!.offset;
      reads.push(check(batch));
    };
    await log.follow(room, { entries: hear, lost() {} });
    await fill(log, room, 20);

    await expect.poll(() => heard, { timeout: 5_000 }).toBe(20);
    expect(new Set(await Promise.all(reads))).toEqual(new Set([true]));
  });

  promised('a listener hears its own room and no other, until it stops', async () => {
    const { log } = await openLog(open);
    const [room, other] = [freshRoom(), freshRoom()];
    const [ear, faithful] = [new Ear(), new Ear()];
    const stop = await log.follow(room, ear);
    await log.follow(room, faithful);

    await fill(log, other, 3);
    await fill(log, room, 2);
    await expect.poll(() => ear.offsets, { timeout: 5_000 }).toEqual([1, 2]);
    stop();
    stop();
    await fill(log, room, 2);

    await expect.poll(() => faithful.offsets, { timeout: 5_000 }).toEqual([1, 2, 3, 4]);
    expect(ear.offsets).toEqual([1, 2]);
  });

  promised('a message that was refused or said before is heard by nobody', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    const rate = { perMinute: 1, burst: 1 };
    const said = freshDraft(visitor);
    const ear = new Ear();
    await log.follow(room, ear);

    await log.append(room, said, rate);
    await log.append(room, said, rate);
    await log.append(room, freshDraft(visitor), rate);
    await log.append(room, freshDraft());

    await expect.poll(() => ear.offsets.at(-1), { timeout: 5_000 }).toBe(2);
    expect(offsetsOf(ear.batches.flatMap(({ entries }) => entries))).toEqual([1, 2]);
  });
}
