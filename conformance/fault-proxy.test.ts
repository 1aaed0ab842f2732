import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { eventually } from './patience.ts';
import { leftBehind, resourcesInUse } from './resources.ts';

/** Says back what it hears, and remembers it. */
async function startEcho(name = ''): Promise<{ port: number; heard: () => string }> {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk;
      socket.write(name + chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

async function proxyTo(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Somebody who has called the proxy, with everything that came back. */
async function call(proxy: FaultProxy): Promise<{ socket: Socket; heard: () => string; chunks: string[] }> {
  const chunks: string[] = [];
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  socket.on('data', (chunk) => chunks.push(chunk.toString()));
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return { socket, chunks, heard: () => chunks.join('') };
}

/** `once` would take the error of a reset for a failure of the test. */
const gone = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

const heardBack = (heard: () => string, text: string) =>
  eventually(() => heard() === text || undefined, `"${text.slice(0, 40)}"`);

test('bytes come through as they were, in small slices and in order under jitter too', async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port);
  const { socket, heard, chunks } = await call(proxy);
  const text = Array.from({ length: 200 }, (_, index) => `line ${index}\n`).join('');

  proxy.shape({ sliceBytes: 3 });
  socket.write(text);
  await heardBack(heard, text);
  const pieces = chunks.length;
  proxy.shape({ latencyMs: 5, jitterMs: 5 });
  for (const line of text.split('\n')) socket.write(line);
  await heardBack(heard, text + text.replaceAll('\n', ''));

  expect(pieces).toBeGreaterThan(10);
  expect(echo.heard()).toBe(heard());
  expect(proxy.carried).toEqual({ there: heard().length, back: heard().length });
});

test('latency is added each way, and a narrow line takes the time that its bytes need', async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port);
  const { socket, heard } = await call(proxy);

  proxy.shape({ latencyMs: 100 });
  const slowAt = performance.now();
  socket.write('a');
  await heardBack(heard, 'a');
  const slowMs = performance.now() - slowAt;
  proxy.shape({ bytesPerSecond: 32_768 });
  const narrowAt = performance.now();
  socket.write('b'.repeat(16_384));
  await heardBack(heard, `a${'b'.repeat(16_384)}`);
  const narrowMs = performance.now() - narrowAt;

  expect(slowMs).toBeGreaterThan(195);
  expect(narrowMs).toBeGreaterThan(490);
});

test('a partition in one direction lets the other through, and healing carries what was held', async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port);
  const { socket, heard } = await call(proxy);

  proxy.partition('back');
  socket.write('question');
  await heardBack(echo.heard, 'question');
  const during = heard();
  proxy.heal();
  await heardBack(heard, 'question');

  expect(during).toBe('');
});

test('a black hole takes new connections and says nothing to anybody, not even goodbye', async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port);
  const before = await call(proxy);

  proxy.blackhole();
  const during = await call(proxy);
  before.socket.write('one');
  during.socket.write('two');
  before.socket.end();
  await eventually(() => proxy.connections === 2 || undefined, 'both to be held');
  const [silent, alive] = [echo.heard(), proxy.connections];
  proxy.heal();
  await heardBack(before.heard, 'one');
  await heardBack(during.heard, 'two');

  expect([silent, alive]).toEqual(['', 2]);
  await eventually(() => proxy.connections === 1 || undefined, 'the goodbye to arrive');
});

test('a reset breaks what is open, a refusal also what comes, and a switch leads elsewhere', async () => {
  const [first, second] = [await startEcho('1:'), await startEcho('2:')];
  const proxy = await proxyTo(first.port);
  const broken = await call(proxy);
  await eventually(() => proxy.connections === 1 || undefined, 'the connection');
  const ending = gone(broken.socket);

  proxy.refuse();
  await ending;
  const refused = connect({ port: proxy.port, host: '127.0.0.1' });
  refused.on('error', () => {});
  await gone(refused);
  proxy.heal();
  proxy.switchTo(second.port);
  const { socket, heard } = await call(proxy);
  socket.write('hello');

  await heardBack(heard, '2:hello');
  proxy.resetEvery(10);
  await gone(socket);
  expect(first.heard()).toBe('');
});

test('a target that is not there breaks the connection, and closing leaves nothing behind', async () => {
  const before = resourcesInUse();
  const proxy = await startFaultProxy(1);
  const lost = connect({ port: proxy.port, host: '127.0.0.1' });
  lost.on('error', () => {});
  await gone(lost);
  proxy.shape({ latencyMs: 10_000 });
  proxy.resetEvery(60_000);

  await proxy.close();

  expect(await leftBehind(before)).toEqual([]);
});

test('connections that are broken while they end leave nothing behind', async () => {
  const echo = await startEcho();
  const before = resourcesInUse();
  const proxy = await startFaultProxy(echo.port);
  const callers = await Promise.all(Array.from({ length: 10 }, () => call(proxy)));

  proxy.blackhole();
  await Promise.all(callers.map(({ socket }) => new Promise<void>((resolve) => socket.end('bye', resolve))));
  // Both ends are in this process: what was sent is here within a few turns.
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  const closed = callers.map(({ socket }) => gone(socket));
  // In one turn, so that the reset meets the end on its way.
  proxy.heal();
  proxy.reset();
  await Promise.all(closed);
  await proxy.close();

  expect(await leftBehind(before)).toEqual([]);
});
