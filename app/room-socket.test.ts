import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { signToken, type TestPorts, testPorts } from './fixture.ts';
import { createSocketDoor } from './socket-door.ts';

const UPGRADE = { upgrade: 'websocket', connection: 'upgrade' };

function ask(ports: TestPorts, headers: Record<string, string> = {}, address = '/api/rooms/lobby/socket') {
  return createApp(ports).request(`http://chat.example${address}`, { headers: { ...UPGRADE, ...headers } });
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe('a socket', () => {
  test('is made for whoever will say who they are later', async () => {
    const ports = testPorts();

    const response = await ask(ports, { 'sec-websocket-protocol': 'breakwater.v1' });

    expect(response.status).toBe(200);
    expect(ports.upgrades).toEqual([{ room: 'lobby', protocol: 'breakwater.v1' }]);
  });

  test('is made for a program that offers nothing', async () => {
    const ports = testPorts();

    await ask(ports, { upgrade: 'WebSocket' });

    expect(ports.upgrades).toEqual([{ room: 'lobby' }]);
  });

  test('knows whose token came in the subprotocol, and where they were', async () => {
    const ports = testPorts();
    const token = await signToken(ports.clock, { roles: ['moderator'] });

    const offered = { 'sec-websocket-protocol': `breakwater.v1, breakwater.bearer.${token}` };
    await ask(ports, offered, '/api/rooms/lobby/socket?after=k3:41');

    const [upgrade] = ports.upgrades;
    expect(upgrade).toMatchObject({ protocol: 'breakwater.v1', after: { epoch: 'k3', offset: 41 } });
    expect(upgrade?.identity).toMatchObject({ visitor: { id: 'ada', name: 'Ada' }, roles: ['moderator'] });
  });

  test.each([
    ['the own page', { origin: 'http://chat.example' }],
    ['an allowed page', { origin: 'https://friend.example' }],
  ])('is made for %s', async (_, headers) => {
    const ports = testPorts({}, { allowedOrigins: ['https://friend.example'] });

    await ask(ports, headers);

    expect(ports.upgrades).toHaveLength(1);
  });

  test.each<[string, Record<string, string>, string, number, string]>([
    ['a room of no such name', {}, '/api/rooms/Lobby/socket', 404, 'bad-room'],
    ['a room that leaves its place', {}, '/api/rooms/..%2Flobby/socket', 404, 'bad-room'],
    ['what is no upgrade', { upgrade: 'h2c' }, '/api/rooms/lobby/socket', 426, 'upgrade-required'],
    ['a foreign page', { origin: 'https://evil.example' }, '/api/rooms/lobby/socket', 403, 'forbidden-origin'],
    ['a page of nobody', { origin: 'null' }, '/api/rooms/lobby/socket', 403, 'forbidden-origin'],
    ['the own page over https', { origin: 'https://chat.example' }, '/api/rooms/lobby/socket', 403, 'forbidden-origin'],
    ['a position that is none', {}, '/api/rooms/lobby/socket?after=41', 400, 'bad-position'],
    [
      'a bad token',
      { 'sec-websocket-protocol': 'breakwater.v1, breakwater.bearer.a.b.c' },
      '/api/rooms/lobby/socket',
      401,
      'token-invalid',
    ],
    [
      'a token of nothing',
      { 'sec-websocket-protocol': 'breakwater.v1, breakwater.bearer.' },
      '/api/rooms/lobby/socket',
      401,
      'token-invalid',
    ],
  ])('is not made for %s', async (_, headers, address, status, code) => {
    const ports = testPorts();

    const response = await ask(ports, headers, address);

    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(ports.upgrades).toEqual([]);
  });

  test('is not made for an expired token, which is told as such', async () => {
    const ports = testPorts();
    const token = await signToken(ports.clock, { exp: 1 });

    const response = await ask(ports, { 'sec-websocket-protocol': `breakwater.bearer.${token}` });

    expect(await codeOf(response)).toBe('token-expired');
  });

  test('says how to ask for it', async () => {
    const response = await createApp(testPorts()).request('/api/rooms/lobby/socket');

    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  test('never takes a token from the query', async () => {
    const ports = testPorts();
    const token = await signToken(ports.clock);

    await ask(ports, {}, `/api/rooms/lobby/socket?token=${token}&access_token=${token}`);

    expect(ports.upgrades).toEqual([{ room: 'lobby' }]);
  });

  test('is refused to an address that comes too often, which is told how long to wait', async () => {
    let address = 'one';
    const connectRate = { perMinute: 60, burst: 2 };
    const ports = testPorts({ addressOf: () => address }, { connectRate });

    await ask(ports);
    await ask(ports);
    const third = await ask(ports);
    address = 'another';
    const other = await ask(ports);

    expect([third.status, third.headers.get('retry-after'), await codeOf(third)]).toEqual([
      429,
      '1',
      'too-many-connections',
    ]);
    expect(other.status).toBe(200);
    expect(JSON.stringify(ports.lines)).not.toContain('another');
  });
});

describe('the door for shells that read upgrades themselves', () => {
  const knock = (headers: Record<string, string>) => ({
    room: 'lobby',
    url: 'http://chat.example/api/rooms/lobby/socket',
    headers: { get: (name: string) => ({ upgrade: 'websocket', ...headers })[name] ?? null },
    address: () => 'here',
  });

  test.each([
    ['a program', {}],
    ['the own page', { host: 'chat.example', origin: 'http://chat.example' }],
    ['a friend’s page', { origin: 'https://friend.example' }],
  ])('answers %s with the headers that every answer has', async (_, headers) => {
    const allowed = { allowedOrigins: ['https://friend.example'] };
    const asked = { ...headers, 'x-correlation-id': 'order-4711' };
    const admitted = await createSocketDoor(testPorts({}, allowed))(knock(asked));
    const response = await ask(testPorts({}, allowed), asked);

    if (admitted instanceof Response) throw new Error('It was refused');
    const told = [...response.headers].filter(([name]) => name !== 'content-type');
    const lines = told.map(([name, value]) => `${name}: ${value}`);
    expect(admitted.head.split('\r\n').toSorted()).toEqual(lines.toSorted());
  });

  test('tells why not as the app does', async () => {
    const ports = testPorts();
    const answer = await createSocketDoor(ports)(knock({ origin: 'https://evil.example' }));

    if (!(answer instanceof Response)) throw new Error('It was let in');
    expect([answer.status, await codeOf(answer), answer.headers.get('vary')]).toEqual([
      403,
      'forbidden-origin',
      'Origin',
    ]);
    expect(ports.lines).toMatchObject([{ event: 'request', status: 403, code: 'forbidden-origin' }]);
  });
});
