import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { reach } from './reach.ts';

test('a place where nobody answers is named with what to do, and one that answers is not', async () => {
  const server = createServer((_request, response) => response.end('well'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();

  await reach([there], signal);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  await expect(reach([there], signal)).rejects.toThrow(`Nobody answers at ${there} (ECONNREFUSED): start it`);
});
