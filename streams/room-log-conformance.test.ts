import { afterAll, beforeAll } from 'vitest';
import type { Retention } from '#chat';
import { type RedisServerCluster, roomLogSuite, startRedisCluster, startRedisServer } from '#conformance';
import { openStreams } from './streams.ts';
import { ask, fresh } from './streams-fixture.ts';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const dedupe = {
  test: 'a message id is remembered for as long as LIMITS.dedupeMs and then forgotten',
  because:
    'Redis has a real clock and five minutes are too long to wait: append-script.test.ts looks at the key instead',
};

roomLogSuite({
  name: 'Redis',
  async open(retention: Retention) {
    const server = await startRedisServer();
    const opened = [openStreams({ url: server.url, retention }), openStreams({ url: server.url, retention })];
    return {
      log: opened[0]!.log,
      second: opened[1]!.log,
      advance: wait,
      async restart() {
        const next = openStreams({ url: server.url, retention });
        opened.push(next);
        return next.log;
      },
      lose: async () => void (await ask(server.url, 'FLUSHALL')),
      sever: () => server.kill(),
      async close() {
        await Promise.all(opened.map((streams) => streams.close()));
        await server.stop();
      },
    };
  },
  except: [dedupe],
});

let cluster: RedisServerCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
}, 30_000);

afterAll(() => cluster?.stop());

roomLogSuite({
  name: 'Redis Cluster',
  async open(retention: Retention) {
    const options = { url: cluster.url, cluster: true, prefix: fresh('bw'), retention };
    const opened = [openStreams(options), openStreams(options)];
    return {
      log: opened[0]!.log,
      second: opened[1]!.log,
      advance: wait,
      async restart() {
        const next = openStreams(options);
        opened.push(next);
        return next.log;
      },
      lose: async () => {
        await Promise.all(cluster.nodes.map((node) => ask(node.url, 'FLUSHALL')));
      },
      close: async () => {
        await Promise.all(opened.map((streams) => streams.close()));
      },
    };
  },
  except: [
    dedupe,
    {
      test: 'while the store is away every method is "unavailable" within two seconds',
      because: 'the three nodes are shared by all tests; streams-cluster.test.ts takes them away',
    },
  ],
});
