import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Entry, Position } from '#chat';
import { ChatClient } from '#client';
import { auditViews, type View } from './ledger.ts';
import { eventually, within } from './patience.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

const CLIENTS = 50;
/** What each says; fewer than one may say at once, so that nobody has to wait. */
const MESSAGES = 12;
const ALL = CLIENTS * MESSAGES;
/** What the ledger must show before the pod is killed: everybody is in the middle of it. */
const KILL_AFTER = ALL / 4;
const ROOM = 'square';
const DONE_MS = 40_000;

let redis: RedisServer;
let doomed: RunningPlace;
let safe: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer();
  const env = { HISTORY_ENTRIES: '2000' };
  [doomed, safe] = await Promise.all([
    startPod({ name: 'pod-1', redisUrl: redis.url, env }),
    startPod({ name: 'pod-2', redisUrl: redis.url, env }),
  ]);
});
afterAll(async () => {
  await Promise.all([doomed.stop(), safe.stop()]);
  await redis.stop();
});

/** Somebody who talks, and writes down everything that the client told. */
class Talker {
  readonly view: View & { readonly entries: Entry[] };
  readonly client: ChatClient;
  readonly gaps: unknown[] = [];
  /** Where it was let in, in that order. */
  readonly places: string[] = [];
  readonly recovered: boolean[] = [];

  constructor(reader: string, token: string, urls: readonly string[]) {
    this.view = { reader, entries: [] };
    this.client = new ChatClient({ urls, room: ROOM, token });
    this.client.on('entry', (entry) => this.view.entries.push(entry));
    this.client.on('gap', (gap) => this.gaps.push(gap));
    this.client.on('welcome', ({ place, recovered }) => {
      this.places.push(place);
      this.recovered.push(recovered);
    });
  }

  /** Says everything, one after the other, and writes into the ledger what was accepted and where. */
  async talk(accepted: Map<string, Position>): Promise<void> {
    for (let index = 0; index < MESSAGES; index++) {
      const receipt = await this.client.say(`${this.view.reader} says ${index}`).sent;
      accepted.set(receipt.id, receipt.position);
    }
  }
}

test('a pod is killed while fifty people talk: nobody misses a word and nobody hears one twice', async () => {
  const accepted = new Map<string, Position>();
  const talkers = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const urls = index % 2 === 0 ? [doomed.url, safe.url] : [safe.url, doomed.url];
      return new Talker(`person-${index}`, await signToken({ sub: `person-${index}` }), urls);
    }),
  );
  try {
    await eventually(() => talkers.every(({ places }) => places.length > 0) || undefined, 'everybody to come in');
    const talking = Promise.all(talkers.map((talker) => talker.talk(accepted)));
    await eventually(() => accepted.size >= KILL_AFTER || undefined, 'everybody to talk');
    await doomed.kill();
    const acceptedAtKill = accepted.size;

    await within(talking, () => `everybody to finish; ${accepted.size} of ${ALL} are accepted`, DONE_MS);
    const heardAll = () => talkers.every(({ view }) => view.entries.length >= ALL) || undefined;
    await eventually(heardAll, 'everybody to hear everything', DONE_MS);

    expect(acceptedAtKill).toBeLessThan(ALL);
    expect(accepted.size).toBe(ALL);
    expect(
      auditViews(
        accepted,
        talkers.map(({ view }) => view),
      ),
    ).toEqual([]);
    expect(talkers.flatMap(({ gaps }) => gaps)).toEqual([]);
    const moved = talkers.filter(({ places }) => places[0] === 'pod-1');
    expect(moved).toHaveLength(CLIENTS / 2);
    for (const { places, recovered } of moved) {
      expect([places.at(-1), recovered.at(-1)]).toEqual(['pod-2', true]);
    }
    expect(await readLog()).toEqual(talkers[0]?.view.entries);
  } finally {
    for (const { client } of talkers) client.close();
  }
});

/** The whole room as the pod that is left reads it. */
async function readLog(): Promise<Entry[]> {
  const headers = { authorization: `Bearer ${await signToken({ sub: 'auditor' })}` };
  const read = async (query: string) => {
    const response = await fetch(`${safe.url}/api/rooms/${ROOM}/messages${query}`, { headers });
    return (await response.json()) as { epoch: string; head: number; position: Position; entries: Entry[] };
  };
  const { epoch, head } = await read('');
  const log: Entry[] = [];
  while (log.length < head) {
    const { entries } = await read(`?after=${epoch}:${log.length}`);
    if (entries.length === 0) throw new Error(`The log ends at ${log.length} before its head ${head}`);
    log.push(...entries);
  }
  return log;
}
