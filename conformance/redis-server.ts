import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { MissingProgram } from './missing-program.ts';

const START_MS = 10_000;
const STOP_MS = 5_000;
/** Long enough for one that was told to sleep. */
const ASK_MS = 60_000;
/** Another program may take the free port before Redis does. */
const PORT_TRIES = 5;

export interface RedisServerOptions {
  /** Write every second to disk, so that a killed server comes back with (almost) everything. */
  readonly appendonly?: boolean;
  /** The port at which it finds the one that it copies. */
  readonly replicaOf?: number;
  /** More arguments, as on the command line: `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
}

/** A real redis-server on a free port of this machine, with a temporary folder of its own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Where its files are; it goes with `stop`. */
  readonly folder: string;
  /** Undefined while it is not running. */
  readonly pid: number | undefined;
  /** Ends it at once, as a crash does; `restart` brings it back. */
  kill(): Promise<void>;
  /**
   * Starts it again on the same port, after ending it by SIGTERM if it runs; with the same folder, or `empty`, as one
   * that lost its disk.
   */
  restart(options?: { readonly empty?: boolean }): Promise<void>;
  /** Asks it one thing as its own command line does, and returns the answer's text. @throws Error when it refuses */
  ask(...command: readonly string[]): Promise<string>;
  /** Ends it and removes its folder. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts a redis-server that listens on the loopback only and keeps nothing on disk unless asked to.
 *
 * @throws Error when there is no redis-server on the PATH, or it does not answer within 10 s
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  for (let tries = 1; ; tries++) {
    const server = new RedisProcess(
      await freePortForRedis(),
      await mkdtemp(join(tmpdir(), 'breakwater-redis-')),
      options,
    );
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      if (tries === PORT_TRIES || !String(error).includes('Address already in use')) throw error;
    }
  }
}

/** Three masters that share all slots between them. */
export interface RedisServerCluster {
  readonly nodes: readonly RedisServer[];
  /** All nodes, separated by commas. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @throws Error as `startRedisServer`, or when the nodes do not agree on the slots within 10 s */
export async function startRedisCluster(): Promise<RedisServerCluster> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const nodes: RedisServer[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (let count = 0; count < 3; count++) nodes.push(await startRedisServer({ args }));
    const addresses = nodes.map((node) => `127.0.0.1:${node.port}`);
    await redisCli(['--cluster', 'create', ...addresses, '--cluster-yes']);
    const until = Date.now() + START_MS;
    for (const node of nodes) await clusterReady(node.port, until);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, url: nodes.map((node) => node.url).join(','), stop };
}

class RedisProcess implements RedisServer {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly #options: RedisServerOptions;
  #running: { readonly pid: number; readonly exited: Promise<void> } | undefined;

  constructor(port: number, folder: string, options: RedisServerOptions) {
    this.port = port;
    this.folder = folder;
    this.url = `redis://127.0.0.1:${port}`;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  async start(): Promise<void> {
    const { appendonly = false, replicaOf, args = [] } = this.#options;
    const copied = replicaOf === undefined ? [] : ['--replicaof', '127.0.0.1', String(replicaOf)];
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    const kept = ['--appendonly', appendonly ? 'yes' : 'no'];
    const child = spawn('redis-server', [...own, ...kept, ...copied, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    // A test run that crashes must not leave servers behind.
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    let said = '';
    const started = Promise.withResolvers<void>();
    const exited = new Promise<void>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        started.reject(error.code === 'ENOENT' ? new MissingProgram('redis-server', 'redis-server', error) : error);
        resolve();
      });
      child.once('exit', (code) => {
        started.reject(new Error(`redis-server ended with code ${code} before it answered: ${said.slice(-2_000)}`));
        this.#running = undefined;
        process.removeListener('exit', endWithUs);
        resolve();
      });
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (said.length < 20_000) said += chunk;
      if (said.includes('Ready to accept connections')) started.resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    if (child.pid !== undefined) this.#running = { pid: child.pid, exited };
    const timer = setTimeout(() => started.reject(new Error(`redis-server was not ready in ${START_MS} ms`)), START_MS);
    try {
      await started.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart({ empty = false } = {}): Promise<void> {
    await this.#end('SIGTERM');
    if (empty) for (const name of await readdir(this.folder)) await rm(join(this.folder, name), { recursive: true });
    await this.start();
  }

  async ask(...command: readonly string[]): Promise<string> {
    return (await redisCli(['-e', '-p', String(this.port), ...command], ASK_MS)).trim();
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    process.kill(running.pid, signal);
    const timer = setTimeout(() => process.kill(running.pid, 'SIGKILL'), STOP_MS);
    await running.exited;
    clearTimeout(timer);
  }
}

/** A cluster node also listens on its port plus 10000. */
async function freePortForRedis(): Promise<number> {
  const port = await freePort();
  return port < 55_000 ? port : freePortForRedis();
}

async function clusterReady(port: number, until: number): Promise<void> {
  while (Date.now() < until) {
    const info = await redisCli(['-p', String(port), 'cluster', 'info']);
    if (info.includes('cluster_state:ok')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The Redis Cluster did not agree on its slots in ${START_MS} ms`);
}

async function redisCli(args: readonly string[], timeout = START_MS): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('redis-cli', [...args], { timeout });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('Install redis-cli (Debian and Ubuntu: "apt-get install redis-tools"): it is not on the PATH', {
      cause: error,
    });
  }
}
