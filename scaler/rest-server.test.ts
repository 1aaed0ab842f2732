import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { within } from '#conformance';
import { restScene } from './rest-fixture.ts';
import { startRestServer } from './rest-server.ts';

type Scene = Awaited<ReturnType<typeof restScene>>;
const scenes: Array<{ close(): Promise<void> }> = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const scene of scenes.splice(0)) await scene.close();
});

async function open(over: Parameters<typeof restScene>[0] = {}): Promise<Scene> {
  const scene = await restScene(over);
  scenes.push(scene);
  return scene;
}

/** Sends a text as it is, and gives all that comes back until the other end hangs up. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => {});
  socket.write(text);
  await within(once(socket, 'close'), 'the server to hang up');
  return said;
}

test('a port that is taken is told as that', async () => {
  const scene = await open();

  const again = startRestServer({ host: '127.0.0.1', port: scene.port }, scene);

  await expect(again).rejects.toMatchObject({
    code: 'port',
    message: expect.stringContaining(`REST_PORT ${scene.port} on 127.0.0.1`),
  });
});

test('a request that never ends is ended', async () => {
  const scene = await open();
  const server = await startRestServer({ host: '127.0.0.1', port: 0, requestSeconds: 1 }, scene);
  scenes.push(server);

  const said = await exchange(server.port, 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ');

  expect(said).toContain('408 Request Timeout');
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['two lengths', 'POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  [
    'a length and pieces',
    'POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
  ['headers without end', `GET /health HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
  ['a host that is none', 'GET /health HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n'],
])('%s is refused, and the next request is answered', async (_what, text) => {
  const { port, ask } = await open();

  const said = await exchange(port, text);

  expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect((await ask('/health')).status).toBe(200);
});

test('more connections than there may be are refused, and those that there are go on', async () => {
  const scene = await open();
  const server = await startRestServer({ host: '127.0.0.1', port: 0, mostConnections: 2 }, scene);
  scenes.push(server);
  const agent = new Agent({ keepAlive: true, maxSockets: 3 });
  const ask = () =>
    new Promise<number | undefined>((resolve) => {
      get({ port: server.port, host: '127.0.0.1', path: '/health', agent }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', () => resolve(undefined));
    });

  const held = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
  sockets.push(...held);
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  const refused = await ask();
  held[0]?.end();
  await once(held[0] as Socket, 'close');

  expect(refused).toBeUndefined();
  await expect.poll(ask).toBe(200);
  agent.destroy();
});

test('closing lets an answer that is under way finish, ends idle connections, and may be asked for twice', async () => {
  const { promise: asked, resolve: note } = Promise.withResolvers<void>();
  const { promise: go, resolve: finish } = Promise.withResolvers<void>();
  const scene = await open({
    decision: async () => {
      note();
      await go;
      return undefined;
    },
  });
  const agent = new Agent({ keepAlive: true });
  await once(get({ port: scene.port, host: '127.0.0.1', path: '/health', agent }), 'response').then(([response]) =>
    response.resume(),
  );
  const answer = scene.ask('/api/v1/predictions/current?workload=web');
  await asked;

  const closing = Promise.all([scene.close(), scene.close()]);
  finish();

  expect((await answer).status).toBe(200);
  await within(closing, 'the server to close');
  await expect(scene.ask('/health')).rejects.toThrow();
  agent.destroy();
});

test('what takes too long is ended when the server has waited long enough', async () => {
  const { promise: asked, resolve: note } = Promise.withResolvers<void>();
  const scene = await open();
  const ports = {
    ...scene,
    decision: () => {
      note();
      return new Promise<never>(() => {});
    },
  };
  const server = await startRestServer(
    { host: '127.0.0.1', port: 0, drainSeconds: 0.05 },
    { ...ports, openReading: true },
  );
  const answer = fetch(`http://127.0.0.1:${server.port}/api/v1/predictions/current`);
  const failed = expect(answer).rejects.toThrow();
  await asked;

  await within(server.close(), 'the server to close');

  await failed;
});
