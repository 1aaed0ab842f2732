import { afterEach, describe, expect, it } from 'vitest';
import { eventually, freePort } from '#conformance';
import { ProcessPool } from './executor-processes.ts';
import { HttpClient } from './http-client.ts';

const signal = new AbortController().signal;
const http = new HttpClient();
const log = { log() {} };
let pool: ProcessPool;

afterEach(() => pool?.close());

const SERVER = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(+process.env.PORT, '127.0.0.1')`;

async function poolOf(code: string): Promise<ProcessPool> {
  const command = [process.execPath, '-e', code];
  const readyUrl = 'http://127.0.0.1:{port}/ready';
  const env = { PATH: process.env.PATH, AUTH_SECRET: 'not for them' };
  return new ProcessPool(
    { command, readyUrl, firstPort: Math.min(await freePort(), 60_000), env, graceSeconds: 2 },
    http,
    log,
  );
}

const follow = async (replicas: number, at = 0) => {
  const seen = await pool.look(at, signal);
  return pool.follow({ at, replicas, neededNow: 0, seen, leadSeconds: 1 });
};

describe('pods as processes', () => {
  it('are started and ended until there are as many as wanted', async () => {
    pool = await poolOf(SERVER);
    expect(await follow(2)).toMatchObject({ outcome: 'changed', from: 0, to: 2 });

    await eventually(async () => ((await pool.look(0, signal)).ready === 2 ? true : undefined), 'two pods to be ready');
    expect(await follow(2, 1)).toMatchObject({ outcome: 'verified' });
    const { pods } = await pool.look(1, signal);
    expect(pods.every(({ createdAt, readyAt }) => (readyAt ?? 0) >= createdAt)).toBe(true);

    expect(await follow(1, 2)).toMatchObject({ outcome: 'changed', from: 2, to: 1 });
    await eventually(async () => ((await pool.look(2, signal)).pods.length === 1 ? true : undefined), 'one pod to end');
  });

  it('that never get ready are taken back', async () => {
    pool = await poolOf('setInterval(() => {}, 1000)');
    await follow(2);

    expect(await follow(2, 600_000)).toMatchObject({ outcome: 'rolled-back', to: 0 });
  });

  it('that end by themselves are no more there', async () => {
    pool = await poolOf('process.exit(3)');
    await follow(1);

    await eventually(async () => ((await pool.look(0, signal)).count === 0 ? true : undefined), 'the pod to be gone');
  });

  it('know none of the scaler’s secrets', async () => {
    pool = await poolOf(`if (process.env.AUTH_SECRET === undefined) { ${SERVER} }`);
    await follow(1);

    await eventually(async () => ((await pool.look(0, signal)).ready === 1 ? true : undefined), 'the pod to be ready');
  });
});
