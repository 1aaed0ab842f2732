import { env, evictDurableObject, runInDurableObject, SELF } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import {
  type Appended,
  draftMessage,
  type LogSlice,
  PING,
  PONG,
  parseRoomId,
  parseServerFrame,
  RoomLogSqlite,
  type ServerFrame,
} from '#chat';
import { takeAnswer } from './answer.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import type { Env } from './env.ts';
import { SqlDriverDurable } from './sql-driver-durable.ts';

const { ROOMS } = env as unknown as Env;
const ADA = { id: 'ada', name: 'Ada' };
const RETENTION = { entries: 10, seconds: 60 };

function draft(id: string) {
  return draftMessage({ id, text: `text of ${id}` }, ADA);
}

/** A socket into a room by the Worker itself, with a guest's token. */
async function enter(room: string): Promise<{ socket: WebSocket; frame: (type: string) => Promise<ServerFrame> }> {
  const pass = await SELF.fetch('http://edge.test/api/guests', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada' }),
  });
  const { token } = (await pass.json()) as { token: string };
  const headers = { upgrade: 'websocket', 'sec-websocket-protocol': `breakwater.v1, breakwater.bearer.${token}` };
  const { webSocket } = await SELF.fetch(`http://edge.test/api/rooms/${room}/socket`, { headers });
  if (webSocket === null) throw new Error('There is no socket');
  const frames: ServerFrame[] = [];
  let look = () => {};
  webSocket.addEventListener('message', ({ data }) => {
    const frame = parseServerFrame(String(data));
    if (frame) frames.push(frame);
    look();
  });
  webSocket.accept();
  const frame = (type: string) =>
    new Promise<ServerFrame>((resolve) => {
      look = () => {
        const found = frames.findIndex((one) => one.type === type);
        if (found >= 0) resolve(frames.splice(found, 1)[0] as ServerFrame);
      };
      look();
    });
  return { socket: webSocket, frame };
}

describe("the SQLite of a room's object", () => {
  test('takes all of a piece of work or, when it throws, nothing of it', async () => {
    const kept = await runInDurableObject(ROOMS.getByName('atomic'), (_object, state) => {
      const driver = new SqlDriverDurable(state.storage);
      driver.rows('CREATE TABLE words (word TEXT NOT NULL)');
      const work = () => {
        driver.rows('INSERT INTO words VALUES (?)', 'half');
        throw new Error('in the middle');
      };
      expect(() => driver.atomic(work)).toThrow('in the middle');
      driver.atomic(() => driver.rows('INSERT INTO words VALUES (?)', 'whole'));
      return driver.rows('SELECT word FROM words');
    });

    expect(kept).toEqual([{ word: 'whole' }]);
  });

  test('keeps a log that another object of the same name goes on with', async () => {
    const room = parseRoomId('kept');
    const open = (state: DurableObjectState) =>
      new RoomLogSqlite({
        driver: new SqlDriverDurable(state.storage),
        clock: CLOCK_EDGE,
        retention: RETENTION,
        newEpoch: () => crypto.randomUUID().slice(0, 8),
      });
    const stub = ROOMS.getByName(room);
    const first = await runInDurableObject(stub, (_object, state) => open(state).append(room, draft('message-1')));

    await evictDurableObject(stub);
    const slice = await runInDurableObject(stub, async (_object, state) => {
      const log = open(state);
      await log.append(room, draft('message-1'));
      await log.append(room, draft('message-2'));
      return log.read(room, { limit: 10 });
    });

    expect(slice.entries.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(first).toMatchObject({ outcome: 'appended', position: { epoch: slice.epoch, offset: 1 } });
  });
});

describe('a room object', () => {
  test('answers by RPC what was appended, and what its rate refused', async () => {
    const room = parseRoomId('by-rpc');
    const stub = ROOMS.getByName(room);
    const rate = { perMinute: 1, burst: 1 };

    const appended = await takeAnswer<Appended>(stub.append(room, draft('message-1'), rate));
    const refused = await takeAnswer<Appended>(stub.append(room, draft('message-2'), rate));
    const slice = await takeAnswer<LogSlice>(stub.read(room, { limit: 10 }));

    expect([appended.outcome, refused.outcome]).toEqual(['appended', 'refused']);
    expect([slice.head, slice.entries.length]).toEqual([1, 1]);
  });

  test('lets somebody in, hands out what is said, and knows them after it slept', async () => {
    const { socket, frame } = await enter('sleepy');
    await frame('welcome');

    socket.send(JSON.stringify({ type: 'say', id: 'message-1', text: 'awake' }));
    await frame('ack');
    await evictDurableObject(ROOMS.getByName('sleepy'));
    socket.send(JSON.stringify({ type: 'say', id: 'message-2', text: 'awake again' }));

    expect(await frame('ack')).toMatchObject({ id: 'message-2', position: { offset: 2 } });
    socket.close(1000);
  });

  test('answers a ping while it sleeps', async () => {
    const { socket, frame } = await enter('pinged');
    await frame('welcome');

    await evictDurableObject(ROOMS.getByName('pinged'));
    socket.send(PING);

    expect(await frame('pong')).toEqual(JSON.parse(PONG));
    socket.close(1000);
  });
});
