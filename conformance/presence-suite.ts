import { describe, expect, onTestFinished } from 'vitest';
import type { Presence, PresenceListener, Visitor } from '#chat';
import { freshRoom, freshVisitor } from './fresh.ts';
import { leftBehind, resourcesInUse } from './resources.ts';
import { needed } from './room-log-trial.ts';
import { type Exception, type Promised, promises } from './suite.ts';

/** A keeper of presence, and what a test may do to it. */
export interface OpenedPresence {
  readonly presence: Presence;
  /** The same store, as another process has it. */
  readonly second?: Presence | undefined;
  /** Ends the second process without a goodbye. */
  readonly killSecond?: (() => Promise<void>) | undefined;
  /** Within this time a dead process's members are gone, in milliseconds. */
  readonly leaseMs?: number | undefined;
  close(): Promise<void>;
}

export interface PresenceRunner {
  readonly name: string;
  open(): Promise<OpenedPresence>;
  readonly except?: readonly Exception[];
}

/** What every keeper of `Presence` promises: one test for each MUST of the port, and what follows from them. */
export function presenceSuite({ name, open, except = [] }: PresenceRunner): void {
  describe(`Presence: ${name}`, () => {
    promises(except, (promised) => {
      promiseMembers(open, promised);
      promiseTelling(open, promised);
      promiseEnding(open, promised);
    });
  });
}

/** Changes cross processes in well under this time. */
const SOON = { timeout: 5_000 };

/** Keeps a view of a room as `Room` does, and what was told, in words. */
class Doorbell implements PresenceListener {
  readonly rings: string[] = [];
  readonly here = new Set<string>();

  async follow(presence: Presence, room: ReturnType<typeof freshRoom>): Promise<() => void> {
    const { members, stop } = await presence.follow(room, this);
    for (const { id } of members) this.here.add(id);
    return stop;
  }

  joined(visitor: Visitor): void {
    this.rings.push(`+${visitor.id}`);
    this.here.add(visitor.id);
  }

  left(visitorId: string): void {
    this.rings.push(`-${visitorId}`);
    this.here.delete(visitorId);
  }
}

async function openPresence(open: PresenceRunner['open']): Promise<OpenedPresence> {
  const opened = await open();
  onTestFinished(() => opened.close());
  return opened;
}

async function idsIn(presence: Presence, room: ReturnType<typeof freshRoom>): Promise<string[]> {
  return (await presence.members(room)).map(({ id }) => id).toSorted();
}

function promiseMembers(open: PresenceRunner['open'], promised: Promised): void {
  promised('who joined is a member, with a name, on every process, in that room only', async () => {
    const { presence, second = presence } = await openPresence(open);
    const [room, other] = [freshRoom(), freshRoom()];
    const visitor = freshVisitor();

    await presence.join(room, 's1', visitor);

    expect(await presence.members(room)).toEqual([visitor]);
    await expect.poll(() => second.members(room), SOON).toEqual([visitor]);
    expect(await second.members(other)).toEqual([]);
  });

  promised('a visitor with several sessions is one member, until the last one went', async () => {
    const { presence, second = presence } = await openPresence(open);
    const room = freshRoom();
    const visitor = freshVisitor();

    await presence.join(room, 's1', visitor);
    await second.join(room, 's2', visitor);
    expect(await idsIn(presence, room)).toEqual([visitor.id]);
    await presence.leave(room, 's1');
    expect(await idsIn(presence, room)).toEqual([visitor.id]);
    await second.leave(room, 's2');

    expect(await idsIn(presence, room)).toEqual([]);
  });

  promised('join and leave are safe to repeat', async () => {
    const { presence } = await openPresence(open);
    const room = freshRoom();
    const [visitor, other] = [freshVisitor(), freshVisitor()];

    await presence.join(room, 's1', visitor);
    await presence.join(room, 's1', visitor);
    await presence.join(room, 's2', other);
    await presence.leave(room, 's1');
    await presence.leave(room, 's1');

    expect(await idsIn(presence, room)).toEqual([other.id]);
  });

  promised('leave of an unknown session does nothing', async () => {
    const { presence } = await openPresence(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    await presence.join(room, 's1', visitor);

    await presence.leave(room, 'never seen');
    await presence.leave(freshRoom(), 's1');

    expect(await idsIn(presence, room)).toEqual([visitor.id]);
  });

  promised('who leaves while joining is not left behind', async () => {
    const { presence } = await openPresence(open);
    const room = freshRoom();

    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [
        presence.join(room, `s${index}`, freshVisitor()),
        presence.leave(room, `s${index}`),
      ]).flat(),
    );

    expect(await idsIn(presence, room)).toEqual([]);
  });
}

function promiseTelling(open: PresenceRunner['open'], promised: Promised): void {
  promised('follow resolves with the members of now, and tells only what comes later', async () => {
    const { presence, second = presence } = await openPresence(open);
    const room = freshRoom();
    const [early, late] = [freshVisitor(), freshVisitor()];
    await presence.join(room, 's1', early);
    const bell = new Doorbell();

    await bell.follow(second, room);
    expect([...bell.here]).toEqual([early.id]);
    await presence.join(room, 's2', late);
    await presence.leave(room, 's1');

    await expect.poll(() => bell.rings, SOON).toEqual([`+${late.id}`, `-${early.id}`]);
  });

  promised('a listener is told of the first session and of the last, and of none in between', async () => {
    const { presence, second = presence } = await openPresence(open);
    const room = freshRoom();
    const [visitor, last] = [freshVisitor(), freshVisitor()];
    const bells = [new Doorbell(), new Doorbell()];
    await bells[0]!.follow(presence, room);
    await bells[1]!.follow(second, room);

    await presence.join(room, 's1', visitor);
    await presence.join(room, 's1', visitor);
    await presence.join(room, 's2', visitor);
    await second.join(room, 's3', visitor);
    await presence.leave(room, 's1');
    await presence.leave(room, 's2');
    await second.leave(room, 's3');
    await second.leave(room, 's3');
    await presence.join(room, 's4', last);

    for (const bell of bells) {
      await expect.poll(() => bell.rings, SOON).toEqual([`+${visitor.id}`, `-${visitor.id}`, `+${last.id}`]);
    }
  });

  promised('a listener hears its own room and no other, until it stops', async () => {
    const { presence } = await openPresence(open);
    const [room, other] = [freshRoom(), freshRoom()];
    const [visitor, late] = [freshVisitor(), freshVisitor()];
    const [bell, faithful] = [new Doorbell(), new Doorbell()];
    const stop = await bell.follow(presence, room);
    await faithful.follow(presence, room);

    await presence.join(other, 's1', freshVisitor());
    await presence.join(room, 's2', visitor);
    await expect.poll(() => bell.rings, SOON).toEqual([`+${visitor.id}`]);
    stop();
    stop();
    await presence.join(room, 's3', late);

    await expect.poll(() => faithful.rings, SOON).toEqual([`+${visitor.id}`, `+${late.id}`]);
    expect(bell.rings).toEqual([`+${visitor.id}`]);
  });

  promised('after a storm of sessions on all processes, everybody has the same view', async () => {
    const { presence, second = presence } = await openPresence(open);
    const room = freshRoom();
    const keepers = [presence, second];
    const bells = [new Doorbell(), new Doorbell()];
    const visitors = Array.from({ length: 12 }, freshVisitor);
    await bells[0]!.follow(presence, room);

    const storm = visitors.flatMap((visitor, index) =>
      keepers.map(async (keeper, at) => {
        for (let turn = 0; turn < 5; turn++) {
          await keeper.join(room, `${visitor.id}-${at}`, visitor);
          if (turn < 4 || index % 3 === 0) await keeper.leave(room, `${visitor.id}-${at}`);
        }
      }),
    );
    await bells[1]!.follow(second, room);
    await Promise.all(storm);

    const expected = visitors.filter((_, index) => index % 3 !== 0).map(({ id }) => id);
    for (const keeper of keepers) await expect.poll(() => idsIn(keeper, room), SOON).toEqual(expected.toSorted());
    for (const bell of bells) await expect.poll(() => [...bell.here].toSorted(), SOON).toEqual(expected.toSorted());
  });
}

function promiseEnding(open: PresenceRunner['open'], promised: Promised): void {
  promised('the members of a process that died are gone within one lease', async () => {
    const opened = await openPresence(open);
    const { presence, leaseMs = 0 } = opened;
    const second = needed(opened.second, 'second');
    const room = freshRoom();
    const [stays, dies] = [freshVisitor(), freshVisitor()];
    const bell = new Doorbell();
    await presence.join(room, 's1', stays);
    await second.join(room, 's2', dies);
    await second.join(room, 's3', stays);
    await bell.follow(presence, room);
    await expect.poll(() => bell.here.size, SOON).toBe(2);

    await needed(opened.killSecond, 'killSecond')();

    const timeout = leaseMs + SOON.timeout;
    await expect.poll(() => bell.rings.filter((ring) => ring.startsWith('-')), { timeout }).toEqual([`-${dies.id}`]);
    expect(await idsIn(presence, room)).toEqual([stays.id]);
  });

  promised('close takes the members of its process out', async () => {
    const opened = await openPresence(open);
    const second = needed(opened.second, 'second');
    const room = freshRoom();
    const [stays, goes] = [freshVisitor(), freshVisitor()];
    const bell = new Doorbell();
    await opened.presence.join(room, 's1', stays);
    await second.join(room, 's2', goes);
    await bell.follow(opened.presence, room);
    await expect.poll(() => bell.here.size, SOON).toBe(2);

    await second.close();

    await expect.poll(() => bell.rings.at(-1), SOON).toBe(`-${goes.id}`);
    expect(await idsIn(opened.presence, room)).toEqual([stays.id]);
  });

  promised('close ends telling, and every loop, timer and connection', async () => {
    const before = resourcesInUse();
    const { presence, second, close } = await open();
    const room = freshRoom();
    const bell = new Doorbell();
    await bell.follow(presence, room);
    await presence.join(room, 's1', freshVisitor());
    await expect.poll(() => bell.rings.length, SOON).toBe(1);

    await presence.close();
    const told = bell.rings.length;
    await second?.join(room, 's2', freshVisitor());
    await close();

    expect(await leftBehind(before)).toEqual([]);
    expect(bell.rings.length).toBe(told);
  });
}
