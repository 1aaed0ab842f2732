/**
 * Two controls on raw `ws`, as processes. `naive` is what everybody writes first: one text for a message, `send` for each socket.
 * `limit` is as little as a server can do and still send each message to each socket as a frame of its own: frames are
 * built once, gathered for up to 5 ms, and several of them handed to a socket in one write.
 * Neither knows who anybody is, keeps or orders anything. With REDIS_URL, rooms are shared by PUBLISH and SUBSCRIBE.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createClient } from 'redis';
import { type WebSocket, WebSocketServer } from 'ws';
import { serverFrame } from './fanout-frames.ts';

interface Seat {
  readonly socket: WebSocket;
  readonly stream: Duplex;
}

interface Room {
  readonly seats: Set<Seat>;
  readonly waiting: Buffer[];
}

const GATHER_MS = 5;
const CHANNEL = 'room:';

const { KIND = 'naive', REDIS_URL = '' } = process.env;
const rooms = new Map<string, Room>();
const store = REDIS_URL === '' ? undefined : await openStore(REDIS_URL);

async function openStore(url: string) {
  const publisher = createClient({ url });
  const subscriber = createClient({ url });
  await Promise.all([publisher.connect(), subscriber.connect()]);
  await subscriber.pSubscribe(`${CHANNEL}*`, (text, channel) => deliver(channel.slice(CHANNEL.length), text));
  return publisher;
}

function deliver(name: string, text: string): void {
  const room = rooms.get(name);
  if (room === undefined) return;
  if (KIND === 'naive') for (const { socket } of room.seats) socket.send(text);
  else if (room.waiting.push(serverFrame(text)) === 1) setTimeout(() => writeOut(room), GATHER_MS);
}

function writeOut({ seats, waiting }: Room): void {
  const bytes = Buffer.concat(waiting.splice(0));
  for (const { stream } of seats) stream.write(bytes);
}

const server = createServer((_request, response) => response.end('ready'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket, request) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const name = pathname.slice(1);
  const author = searchParams.get('name') ?? '';
  const room = rooms.get(name) ?? { seats: new Set(), waiting: [] };
  rooms.set(name, room);
  const seat = { socket, stream: request.socket };
  room.seats.add(seat);
  socket.on('message', (data) => {
    const { id, text } = JSON.parse(data.toString()) as { id: string; text: string };
    const said = JSON.stringify({ at: Date.now(), kind: 'message', id, author: { id: author, name: author }, text });
    if (store) store.publish(CHANNEL + name, said);
    else deliver(name, said);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    room.seats.delete(seat);
    if (room.seats.size === 0) rooms.delete(name);
  });
  socket.send('{"type":"welcome"}');
});

server.listen(0, '127.0.0.1', 4096, () => {
  process.stdout.write(`Ready on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
