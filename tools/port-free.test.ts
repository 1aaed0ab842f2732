import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './port-free.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function occupy(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a port that somebody has is passed over, on whichever loopback address they have it', async () => {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    const taken = await occupy(host);

    const port = await freePort(taken);

    expect(port).toBeGreaterThan(taken);
  }
});

test('a port that is spoken for is passed over', async () => {
  const taken = await occupy('127.0.0.1');
  const free = await freePort(taken);

  expect(await freePort(taken, new Set([free]))).toBeGreaterThan(free);
});
