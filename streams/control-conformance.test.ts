import { afterAll, beforeAll } from 'vitest';
import { controlSuite, onceStoreSuite, type RedisServer, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { fresh } from './streams-fixture.ts';

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

function open() {
  const options = { url: redis.url, prefix: fresh('bw'), retention: { entries: 10, seconds: 10 } };
  const opened: Streams[] = [];
  const one = () => {
    const streams = openStreams(options);
    opened.push(streams);
    return streams;
  };
  return { one, close: async () => void (await Promise.all(opened.map((streams) => streams.close()))) };
}

controlSuite({
  name: 'Redis',
  async open() {
    const { one, close } = open();
    return { control: one().control, second: one().control, again: async () => one().control, close };
  },
});

onceStoreSuite({
  name: 'Redis',
  async open() {
    const { one, close } = open();
    return { store: one().once, second: one().once, close };
  },
});
