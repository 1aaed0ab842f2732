import { describe, expect, test } from 'vitest';
import { ChatFault, LIMITS, type RoomLog } from '#chat';
import { createApp } from './app.ts';
import { bearer, type TestPorts, testPorts } from './fixture.ts';

const PATH = '/api/rooms/lobby/messages';

interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly claims?: Record<string, unknown>;
}

async function say(ports: TestPorts, { body, headers = {}, claims }: Call): Promise<Response> {
  return createApp(ports).request(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await bearer(ports.clock, claims)), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function read(ports: TestPorts, query = ''): Promise<Response> {
  return createApp(ports).request(`${PATH}${query}`, { headers: await bearer(ports.clock) });
}

async function answerOf(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

interface Slice {
  readonly entries: ReadonlyArray<{ readonly text: string }>;
}

describe('saying something over HTTP', () => {
  test('gives its position, where it can be read again', async () => {
    const ports = testPorts();
    await say(ports, { body: { text: 'before' } });

    const said = await say(ports, { body: { text: 'Hello', place: { x: 1.5, y: -2 } } });

    expect(said.status).toBe(201);
    const { id, position, at, duplicate } = (await said.json()) as Record<string, unknown>;
    expect([position, at, duplicate]).toEqual([{ epoch: 'e1', offset: 2 }, ports.clock.now(), false]);
    const found = await createApp(ports).request(said.headers.get('location') ?? '', {
      headers: await bearer(ports.clock),
    });
    const author = { id: 'ada', name: 'Ada' };
    expect(await found.json()).toMatchObject({
      entries: [{ offset: 2, at, kind: 'message', id, author, text: 'Hello', place: { x: 1.5, y: -2 } }],
    });
  });

  test.each<[string, Call]>([
    ['the header', { body: { text: 'Hello' }, headers: { 'idempotency-key': 'order-4711' } }],
    ['the header in quotes', { body: { text: 'Hello' }, headers: { 'idempotency-key': '"order-4711"' } }],
    ['the body', { body: { text: 'Hello', id: 'order-4711' } }],
    ['both', { body: { text: 'Hello', id: 'order-4711' }, headers: { 'idempotency-key': 'order-4711' } }],
  ])('twice with one id in %s says it once', async (_, call) => {
    const ports = testPorts();

    const first = await say(ports, call);
    ports.clock.advance(1_000);
    const second = await say(ports, call);

    expect([first.status, second.status]).toEqual([201, 200]);
    const once = (await first.json()) as object;
    expect(await second.json()).toEqual({ ...once, duplicate: true });
    expect(once).toMatchObject({ id: 'order-4711', duplicate: false });
    expect(await (await read(ports)).json()).toMatchObject({ head: 1 });
    expect(ports.meter.counts.get('messages_published_total{outcome="duplicate"}')).toBe(1);
  });

  test('with the id of somebody else is another message', async () => {
    const ports = testPorts();
    const call = { body: { text: 'Hello', id: 'order-4711' } };

    await say(ports, call);
    const other = await say(ports, { ...call, claims: { sub: 'grace' } });

    expect(other.status).toBe(201);
  });

  test.each([
    ['reader', 403],
    ['service', 201],
    ['moderator', 201],
  ])('is for a %s: %i', async (role, status) => {
    expect((await say(testPorts(), { body: { text: 'Hello' }, claims: { roles: [role] } })).status).toBe(status);
  });

  test('too often is refused, and told how long to wait', async () => {
    const ports = testPorts();

    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await say(ports, { body: { text: 'Hello' } })).status);
    const refused = await say(ports, { body: { text: 'Hello' } });

    expect(new Set(statuses)).toEqual(new Set([201]));
    expect([refused.headers.get('retry-after'), await answerOf(refused)]).toEqual(['1', [429, 'rate-limited']]);
  });

  test.each<[string, Call, number, string]>([
    ['no JSON', { body: '{"text":' }, 400, 'bad-json'],
    ['no UTF-8', { body: '{"text":"\ud800"}' }, 201, ''],
    ['a list', { body: [] }, 400, 'bad-body'],
    ['null', { body: 'null' }, 400, 'bad-body'],
    ['nothing', { body: '' }, 400, 'bad-json'],
    ['no text', { body: {} }, 400, 'bad-body'],
    ['a text that is none', { body: { text: 7 } }, 400, 'bad-body'],
    ['a text of nothing', { body: { text: ' \u200b ' } }, 422, 'text-empty'],
    ['a text that is too long', { body: { text: 'x'.repeat(LIMITS.textBytes + 1) } }, 413, 'text-too-long'],
    ['a field that nobody knows', { body: { text: 'Hello', html: '<b>' } }, 400, 'bad-body'],
    ['a field for everybody', { body: '{"text":"Hello","__proto__":{"polluted":true}}' }, 400, 'bad-body'],
    ['a place that is nowhere', { body: '{"text":"Hello","place":{"x":1e999,"y":0}}' }, 400, 'bad-body'],
    ['a place too far out', { body: { text: 'Hello', place: { x: 1e9 + 1, y: 0 } } }, 400, 'bad-body'],
    ['much that is nested', { body: '['.repeat(4_000) }, 400, 'bad-json'],
    ['an id that is none', { body: { text: 'Hello', id: 'short' } }, 422, 'bad-message-id'],
    [
      'a key that is none',
      { body: { text: 'Hello' }, headers: { 'idempotency-key': 'a b c d e' } },
      422,
      'bad-message-id',
    ],
    [
      'two ids',
      { body: { text: 'Hello', id: 'order-4711' }, headers: { 'idempotency-key': 'order-4712' } },
      422,
      'bad-message-id',
    ],
    ['a body that is too large', { body: { text: 'x'.repeat(LIMITS.frameBytes) } }, 413, 'body-too-large'],
    ['a form', { body: { text: 'Hello' }, headers: { 'content-type': 'text/plain' } }, 400, 'bad-body'],
  ])('with %s is answered with what was wrong', async (_, call, status, code) => {
    const response = await say(testPorts(), call);

    if (code === '') expect(response.status).toBe(status);
    else expect(await answerOf(response)).toEqual([status, code]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('names the field that is wrong', async () => {
    const response = await say(testPorts(), { body: { text: 'Hello', place: { x: 'left', y: 0 } } });

    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('"place.x"') } });
  });

  test('reads no further than it must when a body has no end', async () => {
    const ports = testPorts();
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1_024).fill(0x20));
      },
    });

    const response = await createApp(ports).request(
      new Request(`http://localhost${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await bearer(ports.clock)) },
        body: endless,
        duplex: 'half',
      } as RequestInit),
    );

    expect(await answerOf(response)).toEqual([413, 'body-too-large']);
    expect(pulled).toBeLessThan(10);
  });

  test('while the log cannot be reached is answered with that, and counted', async () => {
    const log = { append: () => Promise.reject(new ChatFault('unavailable')) } as unknown as RoomLog;
    const ports = testPorts({ log });

    const response = await say(ports, { body: { text: 'Hello' } });

    expect(await answerOf(response)).toEqual([503, 'unavailable']);
    expect(ports.meter.counts.get('breakwater_log_errors_total{operation="append"}')).toBe(1);
  });
});

describe('reading over HTTP', () => {
  const texts = async (response: Response) => ((await response.json()) as Slice).entries.map(({ text }) => text);

  async function filled(count: number): Promise<TestPorts> {
    const ports = testPorts();
    for (let index = 1; index <= count; index++) {
      const claims = { sub: `visitor-${index % 50}` };
      expect((await say(ports, { body: { text: `${index}` }, claims })).status).toBe(201);
    }
    return ports;
  }

  test('gives the newest entries first time, and then what comes after', async () => {
    const ports = await filled(5);

    const first = await read(ports, '?limit=2');
    const again = await read(ports, '?after=e1:2&limit=2');
    const rest = await read(ports, '?after=e1:4');

    expect(await first.clone().json()).toMatchObject({ epoch: 'e1', head: 5, position: { epoch: 'e1', offset: 5 } });
    expect(await texts(first)).toEqual(['4', '5']);
    expect(await again.clone().json()).toMatchObject({ head: 5, position: { epoch: 'e1', offset: 4 } });
    expect(await texts(again)).toEqual(['3', '4']);
    expect(await texts(rest)).toEqual(['5']);
  });

  test('gives no more than a hundred unless asked for less', async () => {
    const ports = await filled(120);

    expect(await texts(await read(ports))).toHaveLength(100);
    expect(await texts(await read(ports, '?after=e1:0'))).toHaveLength(100);
    expect(await texts(await read(ports, '?limit=1'))).toEqual(['120']);
  });

  test('gives the entries as they were sealed', async () => {
    const ports = await filled(1);

    const body = await (await read(ports)).text();

    const sealed = (await ports.log.read('lobby' as never, { limit: 1 })).entries[0]?.json;
    expect(sealed).toMatch(/^\{"offset":1,"at":\d+,"kind":"message"/);
    expect(body).toContain(`"entries":[${sealed}]`);
  });

  test('at the end stays where it was', async () => {
    const ports = await filled(3);

    const response = await read(ports, '?after=e1:3');

    expect(await response.json()).toEqual({ epoch: 'e1', head: 3, position: { epoch: 'e1', offset: 3 }, entries: [] });
  });

  test('an empty room has a beginning to go on from', async () => {
    const ports = testPorts();

    const first = await (await read(ports)).json();
    await say(ports, { body: { text: 'Hello' } });

    expect(first).toEqual({ epoch: 'e1', head: 0, position: { epoch: 'e1', offset: 0 }, entries: [] });
    expect(await texts(await read(ports, '?after=e1:0'))).toEqual(['Hello']);
  });

  test.each([
    ['of another epoch', 'old:2', { reason: 'epoch', after: { epoch: 'old', offset: 2 } }],
    ['ahead of the log', 'e1:9', { reason: 'ahead', after: { epoch: 'e1', offset: 9 } }],
  ])('from a position %s says so, and goes on', async (_, after, gap) => {
    const ports = await filled(3);

    const slice = await (await read(ports, `?after=${after}`)).json();

    expect(slice).toMatchObject({ gap: { ...gap, message: expect.any(String) }, position: { epoch: 'e1', offset: 3 } });
    expect(ports.meter.counts.get(`breakwater_gaps_total{reason="${gap.reason}"}`)).toBe(1);
  });

  test.each([
    ['?limit=0', 'bad-limit'],
    ['?limit=101', 'bad-limit'],
    ['?limit=ten', 'bad-limit'],
    ['?limit=1.5', 'bad-limit'],
    ['?limit=', 'bad-limit'],
    ['?after=42', 'bad-position'],
    ['?after=', 'bad-position'],
    ['?after=e1:-1', 'bad-position'],
    ['?after=e1:1e3', 'bad-position'],
  ])('with %s is answered with what was wrong', async (query, code) => {
    expect(await answerOf(await read(testPorts(), query))).toEqual([400, code]);
  });

  test('is for those who have a token', async () => {
    expect(await answerOf(await createApp(testPorts()).request(PATH))).toEqual([401, 'token-missing']);
  });
});
