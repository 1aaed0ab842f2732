import { expect, onTestFinished, test, vi } from 'vitest';
import type { Appended, RoomId } from '#chat';
import { startRedisPair } from '#conformance';
import { FollowedPartition } from './followed-partition.ts';
import { KeySpace } from './partition.ts';
import { openStreams, type Streams } from './streams.ts';
import { draft, Ear, freshRoom, Tally } from './streams-fixture.ts';

const RETENTION = { entries: 300, seconds: 300 };
const HOUR_MS = 3_600_000;

/**
 * A primary whose clock ran an hour ahead writes what its replica never gets, and dies. The replica's clock is right, so
 * the ids that it gives are an hour behind those that the reader has seen. What does the reader make of what is said then?
 */
async function failOver(): Promise<{ ear: Ear; lossesBefore: number; heardBefore: number; tally: Tally }> {
  const pair = await startRedisPair();
  onTestFinished(() => pair.stop());
  const tally = new Tally();
  const streams = openStreams({ url: pair.url, retention: RETENTION, meter: tally });
  onTestFinished(() => streams.close());
  const space = new KeySpace('bw', 64);
  const [room, control] = [freshRoom(), freshRoom()];
  expect(space.partitionOf(room)).not.toBe(space.partitionOf(control));
  const [ear, controlEar] = [new Ear(), new Ear()];
  await streams.log.follow(room, ear.listener);
  await streams.log.follow(control, controlEar.listener);
  await streams.log.append(room, draft('copied'));
  await expect.poll(() => ear.heard.length).toBe(1);
  await pair.inStep();
  pair.copying.blackhole();
  await pair.primary.ask('XADD', space.room(room).live, `${Date.now() + HOUR_MS}-0`, 'clock', 'ahead');
  await streams.log.append(room, draft('never copied'));
  await expect.poll(() => ear.heard.length).toBe(2);
  const [lossesBefore, heardBefore] = [ear.losses, ear.heard.length];

  await pair.failover();
  const said = () =>
    streams.log.append(room, draft('after')).then(
      () => true,
      () => false,
    );
  await expect.poll(said, { timeout: 5_000 }).toBe(true);
  // One connection reads both rooms: once it has heard this one, it has heard whatever it will hear of the other.
  await expect
    .poll(
      async () => {
        await streams.log.append(control, draft('control')).catch(() => {});
        return controlEar.heard.length;
      },
      { timeout: 5_000 },
    )
    .toBeGreaterThan(0);
  return { ear, lossesBefore, heardBefore, tally };
}

test('after a failover to a primary whose ids are behind, listeners are told that something was lost', async () => {
  const { ear, lossesBefore, tally } = await failOver();

  expect(ear.losses).toBeGreaterThan(lossesBefore);
  expect(tally.of('breakwater_log_rollbacks_total')).toBeGreaterThan(0);
});

test('a reader that trusts raw ids would hear nothing and be told nothing: this trial finds it', async () => {
  const check = FollowedPartition.prototype.check;
  const planted = vi.spyOn(FollowedPartition.prototype, 'check').mockImplementation(async function (
    this: FollowedPartition,
    run,
    doubt,
  ) {
    if (!this.begun) await check.call(this, run, doubt);
  });
  onTestFinished(() => planted.mockRestore());

  const { ear, lossesBefore, heardBefore } = await failOver();

  expect([ear.losses - lossesBefore, ear.heard.length - heardBefore]).toEqual([0, 0]);
});

/** How a process that listens to nothing learns of a message that another one put there. */
const WAYS: Record<string, (own: Streams, room: RoomId, other: Streams) => Promise<unknown>> = {
  'acknowledged it': (own, room) => own.log.append(room, draft('lost')),
  'handed it out': async (own, room, other) => {
    await other.log.append(room, draft('lost'));
    return own.log.read(room, { limit: 10 });
  },
  'answered that it was there already': async (own, room, other) => {
    const said = draft('lost');
    await other.log.append(room, said);
    return own.log.append(room, said);
  },
};

test.each(Object.entries(WAYS))(
  'what a process that listens to nothing %s is missed after a failover: another epoch, before anything is handed out',
  async (_, learn) => {
    const pair = await startRedisPair();
    onTestFinished(() => pair.stop());
    const [own, other] = [1, 2].map(() => openStreams({ url: pair.url, retention: RETENTION })) as [Streams, Streams];
    onTestFinished(() => own.close());
    const room = freshRoom();
    const { position } = (await other.log.append(room, draft('copied'))) as Exclude<Appended, { outcome: 'refused' }>;
    await pair.inStep();
    pair.copying.blackhole();
    await learn(own, room, other);
    await other.close();

    await pair.failover();
    const read = () => own.log.read(room, { after: { ...position, offset: 2 }, limit: 10 }).catch(() => undefined);
    const slice = await vi.waitUntil(read, { timeout: 10_000 });

    expect(slice).toMatchObject({ head: 1, gap: { reason: 'epoch', from: { offset: 0 } } });
    expect(slice.epoch > position.epoch).toBe(true);
  },
  30_000,
);

/** What a process that has seen nothing finds after a failover that nobody else survived, or that somebody did. */
async function newcomerAfter(survives: boolean): Promise<{ before: string; after: string }> {
  const pair = await startRedisPair();
  onTestFinished(() => pair.stop());
  const [room, ear] = [freshRoom(), new Ear()];
  const old = openStreams({ url: pair.url, retention: RETENTION });
  onTestFinished(() => old.close());
  await old.log.follow(room, ear.listener);
  await old.log.append(room, draft('copied'));
  await expect.poll(() => ear.heard.length, { timeout: 10_000 }).toBe(1);
  await pair.inStep();
  if (!survives) await old.close();

  await pair.failover();
  const isBack = () =>
    old.check().then(
      () => true,
      () => false,
    );
  if (survives) await vi.waitUntil(isBack, { timeout: 10_000 });
  const newcomer = openStreams({ url: pair.url, retention: RETENTION });
  onTestFinished(() => newcomer.close());
  const follow = () => newcomer.log.follow(room, new Ear().listener).catch(() => undefined);
  await vi.waitUntil(follow, { timeout: 10_000 });
  const slice = await newcomer.log.read(room, { limit: 1 });
  return { before: ear.batches[0]?.epoch ?? '', after: slice.epoch };
}

test('after a failover that nobody survived who read a partition, whoever begins to read it gives it a new epoch', async () => {
  const { before, after } = await newcomerAfter(false);

  expect(after > before).toBe(true);
}, 30_000);

test('after a failover that lost nothing, whoever read a partition says so, and its epoch stays', async () => {
  const { before, after } = await newcomerAfter(true);

  expect(after).toBe(before);
}, 30_000);
