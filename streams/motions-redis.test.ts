import { expect, onTestFinished, test } from 'vitest';
import { eventually, startRedisServer } from '#conformance';
import { openStreams } from './streams.ts';
import { ask, fresh, freshRoom } from './streams-fixture.ts';

async function start() {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  const options = { url: redis.url, prefix: fresh('bw'), retention: { entries: 10, seconds: 10 } };
  const both = [openStreams(options), openStreams(options)] as const;
  onTestFinished(async () => {
    await Promise.all(both.map((streams) => streams.close()));
  });
  const listeners = async () => {
    const clients = String(await ask(redis.url, 'CLIENT', 'LIST', 'TYPE', 'pubsub'));
    return clients.split('\n').filter((line) => line !== '').length;
  };
  return { redis, both, listeners, prefix: options.prefix };
}

test('a process has one line for all rooms, none while nobody listens, and leaves nothing in Redis', async () => {
  const { redis, both, listeners, prefix } = await start();
  const rooms = Array.from({ length: 20 }, freshRoom);

  const stops = rooms.map((room) => both[0].motions.follow(room, () => {}));
  await eventually(async () => (await listeners()) === 1 || undefined, 'one line');
  both[1].motions.publish(rooms[0] ?? freshRoom(), { key: 'cursor s1', frame: '{"type":"cursor"}' });
  await both[1].check();
  const keys = await ask(redis.url, 'KEYS', `${prefix}*`);
  for (const stop of stops) stop();

  await eventually(async () => (await listeners()) === 0 || undefined, 'no line');
  expect(keys).toEqual([]);
});

test('what is not ours on a channel is passed over', async () => {
  const { redis, both, prefix } = await start();
  const room = freshRoom();
  const heard: string[] = [];
  both[0].motions.follow(room, ({ frame }) => heard.push(frame));
  const frame = '{"type":"cursor"}';
  const [channel = ''] = await eventually(async () => {
    const channels = (await ask(redis.url, 'PUBSUB', 'CHANNELS', `${prefix}:{*`)) as string[];
    return channels.length > 0 ? channels : undefined;
  }, 'a channel');

  for (const text of ['', 'hello', 'k3\nlobby', `k3\n${room}\ncursor s1\nnot a frame`]) {
    await ask(redis.url, 'PUBLISH', channel, text);
  }
  await ask(redis.url, 'PUBLISH', channel, `k3\n${room}\ncursor s1\n${frame}`);

  await eventually(async () => heard.length > 0 || undefined, 'the one that is ours');
  expect(heard).toEqual([frame]);
});

test('while Redis is away what people do is dropped, and comes again when it is back', async () => {
  const { redis, both } = await start();
  const room = freshRoom();
  const heard: string[] = [];
  both[1].motions.follow(room, ({ frame }) => heard.push(frame));
  const comes = () =>
    eventually(async () => {
      both[0].motions.publish(room, { key: 'cursor s1', frame: `{"type":"cursor","n":${heard.length}}` });
      return heard.length > 0 || undefined;
    }, 'a motion');
  await comes();

  await redis.kill();
  for (let n = 0; n < 1_000; n++) both[0].motions.publish(room, { key: 'cursor s1', frame: '{"type":"cursor"}' });
  await redis.restart();
  heard.length = 0;

  await comes();
});
