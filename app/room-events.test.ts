import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChatFault, draftMessage, LIMITS, parseRoomId, type RoomLog } from '#chat';
import { createApp } from './app.ts';
import { EventStream, KEEPALIVE_MS } from './event-stream.ts';
import { bearer, EventReader, type TestPorts, testPorts } from './fixture.ts';

const LOBBY = parseRoomId('lobby');
const PATH = '/api/rooms/lobby/events';
const ADA = { id: 'ada', name: 'Ada' };

const readers: EventReader[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(readers.splice(0).map((reader) => reader.cancel().catch(() => {})));
});

let said = 0;
async function say(ports: TestPorts, ...texts: string[]): Promise<void> {
  for (const text of texts) await ports.log.append(LOBBY, draftMessage({ id: `message-${++said}`, text }, ADA));
}

interface Ask {
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly signal?: AbortSignal;
  readonly claims?: Record<string, unknown>;
}

async function ask(ports: TestPorts, { headers = {}, query = '', signal, claims }: Ask = {}): Promise<Response> {
  return createApp(ports).request(`${PATH}${query}`, {
    headers: { ...(await bearer(ports.clock, claims)), ...headers },
    ...(signal && { signal }),
  });
}

async function listen(ports: TestPorts, asked: Ask = {}): Promise<EventReader> {
  const reader = new EventReader(await ask(ports, asked));
  readers.push(reader);
  return reader;
}

const textOf = ({ data }: { data: string }) => (JSON.parse(data) as { text: string }).text;

describe('a room as events', () => {
  test('begins with a welcome and the newest entries, and goes on live', async () => {
    const ports = testPorts();
    await say(ports, 'one', 'two');

    const response = await ask(ports);
    const reader = new EventReader(response);
    readers.push(reader);
    const [welcome, ...entries] = await reader.take(3);
    await say(ports, 'three');
    const [live] = await reader.take(1);

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(JSON.parse(welcome?.data ?? '')).toEqual({
      position: { epoch: 'e1', offset: 0 },
      head: { epoch: 'e1', offset: 2 },
      recovered: false,
      memberCount: 0,
    });
    expect([welcome?.event, welcome?.id, reader.retry]).toEqual(['welcome', 'e1:0', 2_000]);
    expect(entries.map(({ event, id }) => [event, id])).toEqual([
      ['entry', 'e1:1'],
      ['entry', 'e1:2'],
    ]);
    expect([...entries.map(textOf), live?.id, live && textOf(live)]).toEqual(['one', 'two', 'e1:3', 'three']);
  });

  test.each<[string, Ask]>([
    ['the last event', { headers: { 'last-event-id': 'e1:1' } }],
    ['a query', { query: '?after=e1:1' }],
    [
      'the last event, whatever the query said at first',
      { headers: { 'last-event-id': 'e1:1' }, query: '?after=e1:0' },
    ],
  ])('goes on after the position of %s, with nothing missing and nothing twice', async (_, asked) => {
    const ports = testPorts();
    await say(ports, 'one', 'two', 'three');

    const reader = await listen(ports, asked);
    const [welcome, ...entries] = await reader.take(3);
    await say(ports, 'four');

    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ recovered: true, position: { epoch: 'e1', offset: 1 } });
    expect(entries.map(textOf)).toEqual(['two', 'three']);
    expect((await reader.take(1)).map(textOf)).toEqual(['four']);
  });

  test('tells the gap where it cannot go on, and only then that it was told', async () => {
    const ports = testPorts();
    await say(ports, 'one', 'two');

    const reader = await listen(ports, { headers: { 'last-event-id': 'old:7' } });
    const [welcome, gap, ...entries] = await reader.take(4);

    expect([welcome?.id, JSON.parse(welcome?.data ?? '').recovered]).toEqual([undefined, false]);
    expect([gap?.event, gap?.id]).toEqual(['gap', 'e1:0']);
    expect(JSON.parse(gap?.data ?? '')).toEqual({
      reason: 'epoch',
      message: expect.stringContaining('lost on the server'),
      after: { epoch: 'old', offset: 7 },
      from: { epoch: 'e1', offset: 0 },
    });
    expect(entries.map(textOf)).toEqual(['one', 'two']);
  });

  test('misses nothing over many short visits while others talk', async () => {
    const ports = testPorts();
    const heard: string[] = [];
    let last: string | undefined;

    for (let visit = 0; visit < 30; visit++) {
      const reader = await listen(ports, last === undefined ? {} : { headers: { 'last-event-id': last } });
      const talk = say(ports, `a${visit}`, `b${visit}`);
      for (let count = 0; count < 2; count++) {
        const event = await reader.next();
        if (event?.event === 'entry') heard.push(textOf(event));
        last = event?.id ?? last;
      }
      await reader.cancel();
      await talk;
    }

    const reader = await listen(ports, { headers: { 'last-event-id': last ?? '' } });
    while (heard.length < 60)
      for (const event of await reader.take(1)) if (event.event === 'entry') heard.push(textOf(event));
    expect(heard).toEqual(Array.from({ length: 30 }, (_, visit) => [`a${visit}`, `b${visit}`]).flat());
  });

  test('holds text of several lines in one event', async () => {
    const ports = testPorts();
    await say(ports, 'one\ntwo\n\ndata: three\u2028');

    const [, entry] = await (await listen(ports)).take(2);

    expect(entry && textOf(entry)).toBe('one\ntwo\n\ndata: three\u2028');
  });

  test('has nobody come or go', async () => {
    const ports = testPorts();
    const reader = await listen(ports);
    await reader.take(1);

    await ports.presence.join(LOBBY, 'session-1', ADA);
    await say(ports, 'one');

    expect((await reader.take(1)).map(({ event }) => event)).toEqual(['entry']);
    expect(await ports.presence.members(LOBBY)).toEqual([ADA]);
  });

  test('is kept alive by comments', async () => {
    const ports = testPorts();
    const reader = await listen(ports);
    await reader.take(1);

    ports.clock.advance(KEEPALIVE_MS);
    await reader.more();

    expect(reader.comments).toBe(1);
  });

  test.each<[string, (reader: EventReader, controller: AbortController) => unknown]>([
    ['stops reading', (reader) => reader.cancel()],
    ['is cut off', (_, controller) => controller.abort()],
  ])('leaves the room when its reader %s', async (_, leave) => {
    const ports = testPorts();
    const controller = new AbortController();
    const reader = await listen(ports, { signal: controller.signal });
    await reader.take(1);
    const { room, leave: done } = await ports.rooms.enter(LOBBY);
    expect(room.size).toBe(1);

    await leave(reader, controller);

    expect(room.size).toBe(0);
    done();
    ports.clock.advance(10_000);
    expect(ports.clock.waiting).toBe(0);
    expect(ports.meter.counts.get('breakwater_rooms_active')).toBe(0);
  });

  test('leaves the room when its reader went before it came in', async () => {
    const ports = testPorts();
    const controller = new AbortController();
    const asked = ask(ports, { signal: controller.signal });
    controller.abort();
    await asked.catch(() => {});

    const { room, leave } = await ports.rooms.enter(LOBBY);
    expect(room.size).toBe(0);
    leave();
    ports.clock.advance(10_000);
    expect(ports.clock.waiting).toBe(0);
  });

  test('makes a reader that does not keep up read from the log, and holds little for them meanwhile', async () => {
    const ports = testPorts();
    const slow = await listen(ports);
    const texts = Array.from({ length: 250 }, (_, index) => `${index} ${'x'.repeat(3_000)}`);
    const waiting = vi.spyOn(EventStream.prototype, 'write');

    for (const text of texts) await say(ports, text);
    const held = waiting.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
    const heard: string[] = [];
    while (heard.length < texts.length)
      for (const event of await slow.take(1)) if (event.event === 'entry') heard.push(textOf(event));

    expect(held).toBeLessThan(LIMITS.waitingBytes * 1.1);
    expect(heard).toEqual(texts);
  });

  test('tells a reader that was overtaken by the trimming what is missing', async () => {
    const ports = testPorts();
    const slow = await listen(ports);

    for (let index = 0; index < 500; index++) await say(ports, `${index} ${'x'.repeat(3_000)}`);
    const ids: string[] = [];
    let gap: { after: { offset: number }; from: { offset: number }; missing: number } | undefined;
    while (!ids.at(-1)?.endsWith(':500'))
      for (const event of await slow.take(1)) {
        if (event.event === 'gap') gap = JSON.parse(event.data ?? '');
        if (event.event === 'entry') ids.push(event.id ?? '');
      }

    const offsets = ids.map((id) => Number(id.split(':')[1]));
    const told = gap ? offsets.filter((offset) => offset > (gap?.from.offset ?? 0)) : [];
    expect(gap?.missing).toBe((gap?.from.offset ?? 0) - (gap?.after.offset ?? 0));
    expect(offsets.length + (gap?.missing ?? 0)).toBe(500);
    expect(told).toEqual(Array.from({ length: told.length }, (_, index) => (gap?.from.offset ?? 0) + 1 + index));
  });

  test('ends when the token does', async () => {
    const ports = testPorts();
    const reader = await listen(ports, { claims: { exp: Math.floor(ports.clock.now() / 1000) + 10 } });
    await reader.take(1);

    ports.clock.advance(10_000);

    expect(await reader.next()).toBeUndefined();
  });

  test('is not for a token within its last seconds of grace', async () => {
    const ports = testPorts();

    const response = await ask(ports, { claims: { exp: Math.floor(ports.clock.now() / 1000) - 2 } });

    expect(response.status).toBe(401);
  });

  test.each<[string, Ask, number]>([
    ['a position that is none', { headers: { 'last-event-id': 'yesterday' } }, 400],
    ['a bad token', { headers: { authorization: 'Bearer x' } }, 401],
    ['no token', { headers: { authorization: '' } }, 401],
  ])('answers %s with what was wrong, and begins nothing', async (_, asked, status) => {
    const ports = testPorts();

    const response = await ask(ports, asked);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(ports.clock.waiting).toBe(0);
  });

  test('says when the log cannot be reached, and leaves nothing behind', async () => {
    const log = { follow: () => Promise.reject(new ChatFault('unavailable')) } as unknown as RoomLog;
    const ports = testPorts({ log });

    const response = await ask(ports);

    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('"unavailable"')]);
    ports.clock.advance(10_000);
    expect(ports.clock.waiting).toBe(0);
  });
});
