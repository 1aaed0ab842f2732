/**
 * Socket.IO as a process, as its documentation wants it for many sockets: WebSocket only, no compression, the first
 * request let go of; with REDIS_URL, its adapter over Redis Streams, as that package's own page sets it up.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { REDIS_URL = '' } = process.env;

async function adapterOf(url: string) {
  const client = createClient({ url });
  await client.connect();
  return createAdapter(client);
}

const server = createServer((_request, response) => response.end('ready'));
const io = new Server(server, {
  transports: ['websocket'],
  serveClient: false,
  ...(REDIS_URL !== '' && { adapter: await adapterOf(REDIS_URL) }),
});
io.engine.on('connection', (socket: { request: unknown }) => {
  socket.request = null;
});

io.on('connection', (socket) => {
  const { room, name } = socket.handshake.auth as { room: string; name: string };
  socket.join(room);
  socket.on('say', ({ id, text }: { id: string; text: string }) => {
    io.to(room).emit('message', { at: Date.now(), kind: 'message', id, author: { id: name, name }, text });
  });
  socket.emit('welcome');
});

server.listen(0, '127.0.0.1', 4096, () => {
  process.stdout.write(`Ready on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
