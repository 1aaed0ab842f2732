import { expect, test } from 'vitest';
import { CannotServe, parseEdgeConfig } from './config.ts';

const SECRET = 'a secret of at least thirty-two bytes';

test('an edge without anything but a secret serves rooms that keep their own SQLite', () => {
  const config = parseEdgeConfig({ AUTH_SECRET: SECRET, ROOMS: {}, ASSETS: {} });

  expect([config.originUrl, config.redis, config.place]).toEqual([undefined, undefined, 'edge']);
});

test('a Redis is shared with pods by the same prefix and partitions', () => {
  const { redis } = parseEdgeConfig({ AUTH_SECRET: SECRET, REDIS_URL: 'redis://127.0.0.1:6379', PARTITIONS: '8' });

  expect(redis).toEqual({ url: 'redis://127.0.0.1:6379', prefix: 'bw', partitions: 8, durability: 'redis' });
});

test('a durability that cannot be at the edge is a fault', () => {
  const redis = { AUTH_SECRET: SECRET, REDIS_URL: 'redis://127.0.0.1:6379' };

  expect(parseEdgeConfig({ ...redis, DURABILITY: 'redis-wait' }).redis?.durability).toBe('redis-wait');
  expect(() => parseEdgeConfig({ ...redis, DURABILITY: 'sqlite' })).toThrow('REDIS_URL is set');
  expect(() => parseEdgeConfig({ AUTH_SECRET: SECRET, DURABILITY: 'memory' })).toThrow('there is no REDIS_URL');
});

test('every fault is told at once, and no secret with it', () => {
  const env = { MODE: 'proxy', AUTH_SECRET: 'short', PARTITIONS: '0', REDIS_URL: 'redis://:hidden@a,redis://b' };

  expect(() => parseEdgeConfig(env)).toThrow(CannotServe);
  expect(() => parseEdgeConfig(env)).toThrow(
    'Cannot serve: PARTITIONS is "0", must be a whole number from 1 to 1024; ' +
      'AUTH_SECRET is refused (its value is not shown), must be at least 32 bytes; ' +
      'ORIGIN_URL is missing, set the address of the pods because MODE is "proxy"; ' +
      'REDIS_URL names several nodes, must be one: a Redis Cluster is for pods only',
  );
});

test('guests need a secret to sign their passes with', () => {
  const env = { GUESTS: 'true', AUTH_JWKS_URL: 'https://keys.example/jwks' };

  expect(() => parseEdgeConfig(env)).toThrow('because GUESTS is "true"');
});
