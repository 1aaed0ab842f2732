import { afterAll, beforeAll } from 'vitest';
import {
  motionsSuite,
  type RedisServer,
  type RedisServerCluster,
  startRedisCluster,
  startRedisServer,
} from '#conformance';
import { openStreams, type StreamsOptions } from './streams.ts';
import { ask, fresh } from './streams-fixture.ts';

let redis: RedisServer;
let cluster: RedisServerCluster;

beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
}, 30_000);

afterAll(async () => {
  await Promise.all([redis?.stop(), cluster?.stop()]);
});

function open(options: Omit<StreamsOptions, 'retention'>, nodes: readonly string[]) {
  const all = { ...options, prefix: fresh('bw'), retention: { entries: 10, seconds: 10 } };
  const [here, there] = [openStreams(all), openStreams(all)];
  return {
    here: here.motions,
    there: there.motions,
    sever: async () => {
      await Promise.all(nodes.map((node) => ask(node, 'CLIENT', 'KILL', 'TYPE', 'pubsub')));
    },
    close: async () => {
      await Promise.all([here.close(), there.close()]);
    },
  };
}

motionsSuite({ name: 'Redis', open: async () => open({ url: redis.url }, [redis.url]) });

motionsSuite({
  name: 'Redis Cluster',
  open: async () =>
    open(
      { url: cluster.url, cluster: true },
      cluster.nodes.map(({ url }) => url),
    ),
});
