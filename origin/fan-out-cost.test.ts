import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  draftMessage,
  type LogListener,
  NO_METER,
  Outlet,
  PresenceMemory,
  parseRoomId,
  Room,
  type RoomId,
  type RoomLog,
  RoomLogMemory,
  type SealedEntry,
} from '#chat';
import { CLOCK_NODE } from './clock-node.ts';
import { ConnectionWs } from './connection-ws.ts';

/** Counts and times nothing: a change that makes a delivery cost more fails here, on any machine. */

const ROOM = parseRoomId('lobby');
const AUTHOR = { id: 'ada', name: 'Ada' };
const RETENTION = { entries: 1_000, seconds: 300 };

const ends: Array<() => unknown> = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const end of ends.splice(0).reverse()) await end();
});

/** A room with so many sockets, whose writes are counted, and what each client heard. */
async function openRoom(listeners: number) {
  const log = new RoomLogMemory({ clock: CLOCK_NODE, retention: RETENTION, newEpoch: () => 'e1' });
  const reading = new ReadingLog(log);
  const ports = {
    log: reading,
    presence: new PresenceMemory(),
    clock: CLOCK_NODE,
    meter: NO_METER,
    retention: RETENTION,
  };
  const room = new Room(ROOM, ports);
  await room.start();
  ends.push(() => room.stop());
  const writes: Array<Buffer> = [];
  const server = await listen(async (socket, stream, session) => {
    const write = stream.write.bind(stream);
    stream.write = (...args: unknown[]) => {
      writes.push(args[0] as Buffer);
      return (write as (...args: unknown[]) => boolean)(...args);
    };
    const listener = new Outlet(new ConnectionWs(socket, stream), CLOCK_NODE);
    await room.join({ session, listener, welcome() {} });
  });
  const heard: number[] = [];
  for (let index = 0; index < listeners; index++) {
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    ends.push(() => client.terminate());
    client.on('message', (data) => {
      heard[index] = (heard[index] ?? 0) + JSON.parse(data.toString()).entries.length;
    });
    await once(client, 'open');
  }
  await vi.waitFor(() => expect(room.size).toBe(listeners));
  let said = 0;
  const say = (count: number) => {
    for (let index = 0; index < count; index++) {
      log.append(ROOM, draftMessage({ id: `message-${++said}`, text: 'hello' }, AUTHOR));
    }
  };
  const heardAll = () => vi.waitFor(() => expect(heard).toEqual(Array(listeners).fill(said)), 5_000);
  return { say, heardAll, writes, texts: () => reading.texts };
}

/** A log whose entries count how often their text is asked for. */
class ReadingLog implements RoomLog {
  texts = 0;
  readonly #log: RoomLog;

  constructor(log: RoomLog) {
    this.#log = log;
  }

  append: RoomLog['append'] = (...call) => this.#log.append(...call);
  read: RoomLog['read'] = (...call) => this.#log.read(...call);
  mutes: RoomLog['mutes'] = (...call) => this.#log.mutes(...call);
  close: RoomLog['close'] = () => this.#log.close();

  follow(room: RoomId, { entries, lost }: LogListener): Promise<() => void> {
    const counted = ({ offset, at, json }: SealedEntry): SealedEntry => {
      const read = () => {
        this.texts++;
        return json;
      };
      return {
        offset,
        at,
        get json() {
          return read();
        },
      };
    };
    return this.#log.follow(room, {
      entries: (batch) => entries({ epoch: batch.epoch, entries: batch.entries.map(counted) }),
      lost,
    });
  }
}

async function listen(open: (socket: WebSocket, stream: Duplex, session: string) => Promise<void>): Promise<Server> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer();
  let opened = 0;
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => open(socket, stream, `s${++opened}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  return server;
}

test('a message is one write for each socket, and the same bytes for all of them', async () => {
  const { say, heardAll, writes } = await openRoom(40);

  for (let count = 0; count < 5; count++) {
    say(1);
    await heardAll();
  }

  expect(writes).toHaveLength(5 * 40);
  expect(new Set(writes).size).toBe(5);
});

test('messages that come in one turn are one write for each socket', async () => {
  const { say, heardAll, writes } = await openRoom(40);

  say(60);
  await heardAll();

  expect(writes).toHaveLength(40);
  expect(new Set(writes).size).toBe(1);
});

test('frames that are made and buffers that are taken for them do not depend on how many listen', async () => {
  const counts: unknown[] = [];
  for (const listeners of [5, 50]) {
    const { say, heardAll, texts } = await openRoom(listeners);
    const [taken, joined] = [vi.spyOn(Buffer, 'allocUnsafe'), vi.spyOn(Buffer, 'concat')];

    say(20);
    await new Promise((resolve) => setImmediate(resolve));
    const count = {
      texts: texts(),
      taken: taken.mock.calls.length,
      joined: joined.mock.calls.length,
    };
    vi.restoreAllMocks();
    await heardAll();

    counts.push(count);
  }

  expect(counts[1]).toEqual(counts[0]);
});
