import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { draftMessage, NO_METER, type RoomId } from '#chat';
import { freePort, type Issued, makeAuthority, type RedisServer, startRedisServer } from '#conformance';
import { CLOCK_NODE } from './clock-node.ts';
import { type KeeperConfig, parseConfig } from './config.ts';
import { SECRET } from './fixture.ts';
import { type Keeper, openKeeper } from './keeper.ts';

const RETENTION = { entries: 300, seconds: 300 };

let folder: string;
let redis: RedisServer;
let url: string;
let wrongUrl: string;
const servers: RedisServer[] = [];

/** A Redis that also listens with this certificate, and where. */
async function startSecure({ cert, key }: Issued, name: string): Promise<{ server: RedisServer; url: string }> {
  const [port, file] = [await freePort(), join(folder, name)];
  await Promise.all([writeFile(`${file}.pem`, cert), writeFile(`${file}.key`, key)]);
  const tls = ['--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-ca-cert-file', join(folder, 'ca.pem')];
  const args = [...tls, '--tls-cert-file', `${file}.pem`, '--tls-key-file', `${file}.key`];
  return { server: await startRedisServer({ args }), url: `rediss://localhost:${port}` };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-tls-'));
  const authority = makeAuthority('test authority');
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  const [right, wrong] = await Promise.all([
    startSecure(authority.issue('redis'), 'right'),
    startSecure(authority.issue('redis', 1, 'redis.example'), 'wrong'),
  ]);
  servers.push(right.server, wrong.server);
  redis = right.server;
  [url, wrongUrl] = [right.url, wrong.url];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

function configOf(env: Record<string, string>): KeeperConfig {
  return parseConfig({ AUTH_SECRET: SECRET, ...env }).keeper;
}

async function open(env: Record<string, string>): Promise<Keeper> {
  const keeper = await openKeeper(configOf(env), RETENTION, { clock: CLOCK_NODE, meter: NO_METER, place: 'pod' });
  onTestFinished(() => keeper.close());
  return keeper;
}

test('a Redis behind TLS is used when its authority is known: for messages, for listening and for proof', async () => {
  const keeper = await open({ REDIS_URL: url, REDIS_CA_FILE: join(folder, 'ca.pem'), DURABILITY: 'redis-fsync' });
  await redis.ask('CONFIG', 'SET', 'appendonly', 'yes');
  await redis.ask('CONFIG', 'SET', 'appendfsync', 'always');
  const heard: string[] = [];
  const room = 'lobby' as RoomId;
  await keeper.log.follow(room, {
    entries: ({ entries }) => heard.push(...entries.map(({ json }) => json)),
    lost: () => {},
  });

  const said = draftMessage({ id: 'message-1', text: 'through TLS' }, { id: 'ada', name: 'Ada' });
  const appended = await keeper.log.append(room, said);
  await keeper.check();

  expect(appended.outcome).toBe('appended');
  await expect.poll(() => heard.length).toBe(1);
});

test('a Redis whose authority is not known, or whose certificate names another machine, is not talked to', async () => {
  const unknown = await open({ REDIS_URL: url });
  const misnamed = await open({ REDIS_URL: wrongUrl, REDIS_CA_FILE: join(folder, 'ca.pem') });

  const answers = await Promise.allSettled([unknown.check(), misnamed.check()]);

  expect(answers).toMatchObject([{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }]);
});

test('an authority that cannot be read, is none, or is not needed keeps the pod from starting', async () => {
  const ports = { clock: CLOCK_NODE, meter: NO_METER, place: 'pod' };
  const start = (file: string) => openKeeper(configOf({ REDIS_URL: url, REDIS_CA_FILE: file }), RETENTION, ports);

  await expect(start(join(folder, 'nothing.pem'))).rejects.toThrow('cannot be read');
  await expect(start(join(folder, 'right.key'))).rejects.toThrow('has no certificate');
  expect(() => configOf({ REDIS_URL: 'redis://localhost', REDIS_CA_FILE: 'ca.pem' })).toThrow('needs a rediss://');
});
