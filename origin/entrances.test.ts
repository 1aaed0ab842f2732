import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
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

  await expect(open(Number(new URL(entrances.url).port))).rejects.toThrow(/another process listens there$/);
});
