import { expect, onTestFinished, test, vi } from 'vitest';
import { ChatFault, type Clock, NO_METER, type Position, PresenceMemory, Room, type SealedEntry } from '#chat';
import {
  auditSights,
  NO_FINDINGS,
  type RedisPair,
  SIGHT_FAULTS,
  type Sight,
  type SightFindings,
  startRedisPair,
} from '#conformance';
import { FollowedPartition } from './followed-partition.ts';
import { KeySpace } from './partition.ts';
import { RoomLogRedis } from './room-log-redis.ts';
import { openStreams, type Streams } from './streams.ts';
import { draft, Ear, freshRoom } from './streams-fixture.ts';

/** Faults that others have had are planted between a room and a real Redis: the ledger of the chaos run has to find each. */

const RETENTION = { entries: 300, seconds: 300 };
const HOUR_MS = 3_600_000;
const PATIENCE = { timeout: 10_000 };
const CLOCK: Clock = {
  now: Date.now,
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** A room of one process, one who listens in it, and another process that puts things there. */
class Scene {
  readonly pair: RedisPair;
  readonly room = freshRoom();
  readonly #own: Streams;
  readonly #other: Streams;
  readonly #accepted = new Map<string, Position>();
  readonly #sights = new Map<string, Sight[]>();
  #last: Position | undefined;
  /** One connection reads all rooms: once it has heard this one, it has heard what it will hear of the other. */
  readonly #control = freshRoom();
  readonly #controlEar = new Ear();

  constructor(pair: RedisPair, otherUrl: string) {
    this.pair = pair;
    this.#own = openStreams({ url: pair.url, retention: RETENTION });
    this.#other = openStreams({ url: otherUrl, retention: RETENTION });
  }

  /** `direct`: the line of the other process never breaks. */
  static async start(direct: boolean): Promise<Scene> {
    const pair = await startRedisPair();
    onTestFinished(() => pair.stop());
    const scene = new Scene(pair, direct ? pair.primary.url : pair.url);
    onTestFinished(() => scene.#close());
    await scene.#enter();
    await scene.say();
    await expect.poll(() => scene.found(), PATIENCE).toEqual(NO_FINDINGS);
    return scene;
  }

  /** The other process says something until it is accepted. */
  async say(): Promise<void> {
    const id = `ada-${this.#accepted.size}`;
    const said = draft('text', id);
    const say = () => this.#other.log.append(this.room, said).catch(() => undefined);
    const appended = await vi.waitUntil(say, PATIENCE);
    if (appended.outcome !== 'refused') this.#accepted.set(id, appended.position);
  }

  /** Whatever was said has come live, if it ever does. */
  async settle(): Promise<void> {
    const heard = async () => {
      await this.#other.log.append(this.#control, draft('control')).catch(() => {});
      return this.#controlEar.heard.length;
    };
    await expect.poll(heard, PATIENCE).toBeGreaterThan(0);
  }

  found(): SightFindings {
    const accepted = this.#accepted;
    const views = [...this.#sights].map(([reader, sights]) => ({ reader, sights }));
    return auditSights({ accepted, said: new Set(accepted.keys()) }, views).findings;
  }

  /** What must not be. */
  faults(): string[] {
    const found = this.found();
    return SIGHT_FAULTS.flatMap((name) => (found[name] > 0 ? [`${found[name]} ${name}`] : []));
  }

  /** Eve asks for what she has not seen, as one who comes back over HTTP does, until she is answered. */
  async read(): Promise<void> {
    const read = () => this.#own.log.read(this.room, { after: this.#last, limit: 100 }).catch(() => undefined);
    const { epoch, head, entries, gap } = await vi.waitUntil(read, PATIENCE);
    const sights = this.#sightsOf('eve');
    if (this.#last === undefined) sights.push({ kind: 'start', at: { epoch, offset: 0 } });
    if (gap) sights.push({ kind: 'gap', at: gap.from, after: gap.after });
    for (const entry of entries) sights.push(sightOf(epoch, entry));
    this.#last = { epoch, offset: head };
  }

  #sightsOf(reader: string): Sight[] {
    const sights = this.#sights.get(reader) ?? [];
    this.#sights.set(reader, sights);
    return sights;
  }

  async #enter(): Promise<void> {
    const sights = this.#sightsOf('bob');
    const { log } = this.#own;
    const presence = new PresenceMemory();
    const room = new Room(this.room, { log, presence, clock: CLOCK, meter: NO_METER, retention: RETENTION });
    onTestFinished(() => room.stop());
    await room.start();
    await room.join({
      session: 'bob',
      welcome: ({ from }) => sights.push({ kind: 'start', at: from }),
      listener: {
        entries: ({ batch: { epoch, entries } }) => {
          for (const entry of entries) sights.push(sightOf(epoch, entry));
          return true;
        },
        gap: ({ from, after }) => sights.push({ kind: 'gap', at: from, after }),
        whenReady() {},
        notice() {},
      },
    });
    await log.follow(this.#control, this.#controlEar.listener);
  }

  async #close(): Promise<void> {
    await Promise.all([this.#own.close(), this.#other.close()]);
  }
}

function sightOf(epoch: string, { offset, json }: SealedEntry): Sight {
  return { kind: 'entry', at: { epoch, offset }, id: JSON.parse(json).id };
}

/** The line of the one who listens breaks, and something is said before it is good again. */
async function lineBreaks(plant = () => {}): Promise<Scene> {
  const scene = await Scene.start(true);
  plant();
  scene.pair.front.refuse();
  await scene.say();
  await scene.say();
  scene.pair.front.heal();
  await scene.settle();
  return scene;
}

/** The primary's clock ran an hour ahead: the ids that the replica gives are behind what was read. */
async function failsOver(plant = () => {}): Promise<Scene> {
  const scene = await Scene.start(false);
  plant();
  const { pair, room } = scene;
  await pair.inStep();
  pair.copying.blackhole();
  await pair.primary.ask('XADD', new KeySpace('bw', 64).room(room).live, `${Date.now() + HOUR_MS}-0`, 'clock', 'ahead');
  await scene.say();
  await expect.poll(() => scene.found(), PATIENCE).toEqual(NO_FINDINGS);
  await pair.failover();
  await scene.say();
  await scene.settle();
  return scene;
}

/** Somebody who asks comes back to what was said meanwhile. */
async function comesBack(plant = () => {}): Promise<Scene> {
  const scene = await Scene.start(true);
  await scene.read();
  plant();
  await scene.say();
  await scene.say();
  await scene.read();
  await scene.settle();
  return scene;
}

test.each([
  ['a line that breaks', lineBreaks],
  ['a failover to lower ids', failsOver],
  ['somebody came back', comesBack],
])(
  'the ledger finds nothing wrong after %s',
  async (_, befalls) => {
    const scene = await befalls();

    await expect.poll(() => scene.faults(), PATIENCE).toEqual([]);
  },
  60_000,
);

test('the ledger finds a reader that listens from "$" after its line broke', async () => {
  const scene = await lineBreaks(() => {
    const listenFromNowOn: FollowedPartition['check'] = function (this: FollowedPartition, run) {
      return this.skip(run);
    };
    planted(vi.spyOn(FollowedPartition.prototype, 'check').mockImplementation(listenFromNowOn));
    planted(vi.spyOn(FollowedPartition.prototype, 'lost').mockImplementation(() => {}));
  });

  expect(scene.faults()).toEqual(['2 lost']);
}, 60_000);

test('the ledger finds a reader that goes on from the raw id that it had', async () => {
  const scene = await failsOver(() => {
    planted(vi.spyOn(FollowedPartition.prototype, 'check').mockImplementation(async () => {}));
  });

  expect(scene.faults()).toEqual(['1 lost']);
}, 60_000);

test('the ledger finds what was deleted for one who comes back, when reading it then failed', async () => {
  const scene = await comesBack(() => {
    const read = RoomLogRedis.prototype.read;
    let deleted: number | undefined;
    planted(
      vi.spyOn(RoomLogRedis.prototype, 'read').mockImplementation(async function (this: RoomLogRedis, room, query) {
        const slice = await read.call(this, room, query);
        const rest = slice.entries.filter(({ offset }) => offset > (deleted ?? 0));
        if (deleted !== undefined) return { ...slice, entries: rest };
        deleted = slice.head;
        throw new ChatFault('unavailable');
      }),
    );
  });

  await expect.poll(() => scene.faults(), PATIENCE).toEqual(['2 lost']);
}, 60_000);

function planted(plant: { mockRestore(): void }): void {
  onTestFinished(() => plant.mockRestore());
}
