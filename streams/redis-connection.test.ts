import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatFault } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { connectRedis } from './redis-connection.ts';
import { COMMAND_MS, RedisLine, redisScript } from './redis-line.ts';
import { ask, connectionsOf, fresh } from './streams-fixture.ts';

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('nothing is opened before something is asked, one connection serves everything, and close ends it', async () => {
  const connection = connectRedis({ url: redis.url });
  const before = await connectionsOf(redis.url);

  await Promise.all(Array.from({ length: 50 }, () => connection.command('', ['PING'])));
  const during = await connectionsOf(redis.url);
  await connection.close();

  expect([before, during]).toEqual([0, 1]);
  await expect.poll(() => connectionsOf(redis.url)).toBe(0);
});

test('a Redis that is not there is unavailable in the time that a command has', async () => {
  const gone = await startRedisServer();
  await gone.stop();
  const connection = connectRedis({ url: gone.url });

  const fault = await faultOf(connection.command('', ['PING']));

  expect(fault).toBeInstanceOf(ChatFault);
  expect(fault).toMatchObject({ code: 'unavailable' });
  expect(COMMAND_MS).toBeLessThan(2_000);
  await connection.close();
});

test('a Redis that accepts and says nothing is unavailable in that time too, and asked on a new connection', async () => {
  const sockets: Socket[] = [];
  const silent = await listen((socket) => sockets.push(socket));
  const connection = connectRedis({ url: `redis://127.0.0.1:${portOf(silent)}` });

  const faults = await Promise.all([
    faultOf(connection.command('', ['PING'])),
    faultOf(connection.command('', ['GET', 'a'])),
  ]);
  const again = faultOf(connection.command('', ['PING']));
  await expect.poll(() => sockets.length).toBe(2);
  await connection.close();

  expect(faults).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }]);
  expect(await again).toMatchObject({ code: 'unavailable' });
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('commands on their way are bounded: those past a thousand are refused at once', async () => {
  const connection = connectRedis({ url: redis.url });
  await connection.command('', ['PING']);

  const answers = await Promise.allSettled(Array.from({ length: 1_100 }, () => connection.command('', ['PING'])));

  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(1_000);
  expect(answers.at(-1)).toMatchObject({ reason: { code: 'unavailable' } });
  await connection.close();
});

test('commands that wait for a Redis that is away are bounded too, by number and by bytes', async () => {
  const gone = await startRedisServer();
  await gone.stop();
  const refusedAtOnce = async ([count, bytes]: readonly [number, number]) => {
    const connection = connectRedis({ url: gone.url });
    const asked = Array.from({ length: count }, () => faultOf(connection.command('', ['SET', 'a', 'x'.repeat(bytes)])));
    const late = await Promise.race([asked.at(-1), new Promise((go) => setTimeout(() => go('waits'), 200))]);
    await connection.close();
    return late === 'waits' ? 'waits' : 'refused';
  };

  const answers = await Promise.all(
    (
      [
        [1_000, 1],
        [1_001, 1],
        [100, 5_000],
        [110, 5_000],
      ] as const
    ).map((load) => refusedAtOnce(load)),
  );

  expect(answers).toEqual(['waits', 'refused', 'waits', 'refused']);
});

test('a Redis that comes back is found again, told before anybody else asks, and once', async () => {
  const server = await startRedisServer({ appendonly: true });
  const connection = connectRedis({ url: server.url });
  const told: string[] = [];
  connection.beforeUse(async (line) => void told.push(`before ${await line.command(['PING'])}`));
  connection.afterReconnect(() => told.push('after'));
  await connection.command('', ['SET', 'a', '1']);
  await server.kill();
  await server.restart();

  await expect.poll(() => faultOf(connection.command('', ['GET', 'a']))).toBeUndefined();

  expect(told).toEqual(['before PONG', 'before PONG', 'after']);
  expect(await connection.command('', ['PING'])).toBe('PONG');
  await connection.close();
  await server.stop();
});

test('a script that Redis forgot is sent again', async () => {
  const connection = connectRedis({ url: redis.url });
  const script = redisScript('return {KEYS[1], ARGV[1], 7}');
  await connection.script(script, ['k'], ['a']);
  await ask(redis.url, 'SCRIPT', 'FLUSH');

  const reply = await connection.script(script, ['k'], ['a']);

  expect(reply).toEqual(['k', 'a', 7]);
  await connection.close();
});

test('an error that Redis answers is unavailable too, keeps its cause, and leaves the connection as it is', async () => {
  const key = fresh('key');
  const connection = connectRedis({ url: redis.url });
  await connection.command('', ['SET', key, 'text']);

  const fault = await faultOf(connection.command('', ['HGETALL', key]));

  expect(fault).toMatchObject({ code: 'unavailable', cause: { message: expect.stringMatching(/^WRONGTYPE/) } });
  expect(await connectionsOf(redis.url)).toBe(1);
  await connection.close();
});

test('a closed connection refuses at once', async () => {
  const connection = connectRedis({ url: redis.url });
  await connection.close();

  const fault = await faultOf(connection.command('', ['PING']));

  expect(fault).toMatchObject({ code: 'unavailable' });
});

test('a line says when it has ended', async () => {
  const line = await RedisLine.open(redis.url);
  const id = String(await line.command(['CLIENT', 'ID']));

  await ask(redis.url, 'CLIENT', 'KILL', 'ID', id);
  await line.ended;

  expect(line.alive).toBe(false);
  line.close();
});

async function listen(onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
