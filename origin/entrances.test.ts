import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as aTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openEntrances } from './entrances.ts';

const CROWD = 200;
const closes: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

async function open(port = 0) {
  const server = createServer((_request, response) => response.end('hello'));
  const entrances = await openEntrances(server, '127.0.0.1', port, 'PORT');
  closes.push(
    () => entrances.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return { server, entrances };
}

test('whoever comes is answered by the one server, whichever socket the system gave them', async () => {
  const { server, entrances } = await open();
  const addresses = new Set<AddressInfo['port']>();
  server.on('connection', ({ localPort = 0 }) => addresses.add(localPort));

  const answers = await Promise.all(Array.from({ length: CROWD }, async () => (await fetch(entrances.url)).text()));

  expect(answers).toEqual(Array.from({ length: CROWD }, () => 'hello'));
  expect([...addresses]).toEqual([Number(new URL(entrances.url).port)]);
});

test.runIf(process.platform === 'linux')(
  'in a turn of the event loop more are taken than a single socket gives',
  async () => {
    const { server, entrances } = await open();
    let taken = 0;
    server.on('connection', () => taken++);
    const crowd = Array.from({ length: CROWD }, () => connect(Number(new URL(entrances.url).port), '127.0.0.1'));
    closes.push(async () => crowd.map((socket) => socket.destroy()));

    const inATurn: number[] = [];
    while (taken < CROWD) {
      const before = taken;
      await aTurn();
      inATurn.push(taken - before);
    }

    expect(Math.max(...inATurn)).toBeGreaterThanOrEqual(40);
  },
);

test('once all are closed nobody is let in', async () => {
  const { server, entrances } = await open();
  const port = Number(new URL(entrances.url).port);

  await Promise.all([entrances.close(), new Promise((resolve) => server.close(resolve))]);

  for (let count = 0; count < CROWD; count++) {
    const [error] = await once(connect(port, '127.0.0.1'), 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  }
});

test('a port at which another listens is not shared with it', async () => {
  const { entrances } = await open();

  await expect(open(Number(new URL(entrances.url).port))).rejects.toThrow(
    /another process listens there, end it or set another port$/,
  );
});
