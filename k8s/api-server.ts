import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KUBECTL } from './rendering.ts';

const START_MS = 60_000;
const ASK_EVERY_MS = 250;
const TOKEN = 'of-this-test';

/** A Kubernetes API without a cluster behind it: it takes or refuses what it is shown, and starts nothing. */
export interface ApiServer {
  /** What kubectl says to it, and to `input`. @throws Error with what it said, when it ends with a fault */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Starts the programs that `k8s/api-server.sh` left in this folder. */
export async function startApiServer(assets: string): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-api-'));
  const [store, peers, port] = [await freePort(), await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]) => {
    children.push(spawn(join(assets, name), args, { cwd: folder, env: {}, stdio: 'ignore' }));
  };
  const client = `http://127.0.0.1:${store}`;
  const key = join(folder, 'account.key');
  await promisify(execFile)('openssl', ['genrsa', '-out', key, '2048']);
  writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\n`);
  start('etcd', [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peers}`,
    '--unsafe-no-fsync',
  ]);
  start('kube-apiserver', [
    `--etcd-servers=${client}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--token-auth-file=${folder}/tokens.csv`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/16',
    // Nothing here makes the accounts that it would look for.
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const server = `--server=https://127.0.0.1:${port}`;
  const kubectl = (args: readonly string[], input = '') => {
    const running = promisify(execFile)(KUBECTL, [server, '--insecure-skip-tls-verify', `--token=${TOKEN}`, ...args], {
      env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: join(folder, 'none') },
    });
    running.child.stdin?.end(input);
    return running.then(({ stdout, stderr }) => stdout + stderr);
  };
  const close = async () => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(kubectl);
    await kubectl(['apply', '--server-side', `--filename=${join(assets, 'crds')}`]);
    await kubectl(['wait', '--for=condition=Established', 'customresourcedefinition', '--all', '--timeout=60s']);
    return { kubectl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function untilReady(kubectl: ApiServer['kubectl']): Promise<void> {
  for (const giveUpAt = Date.now() + START_MS; ; await pause(ASK_EVERY_MS)) {
    const answer = await kubectl(['get', '--raw', '/readyz']).catch((error: Error) => error);
    if (answer === 'ok') return;
    if (Date.now() > giveUpAt) throw new Error(`The API server is not ready after ${START_MS} ms: ${answer}`);
  }
}
