import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { eventually, freePort, type RedisServer, startRedisServer } from '#conformance';
import { parseDockerfile } from './image.ts';
import { copyPackages, copySources, productionPackages } from './image-tree.ts';

const NOBODY = 10_001;
const START_MS = 25_000;
/** Whether a process may be started here as the user of the image; it then cannot write to what it was made from. */
const AS_NOBODY = spawnSync(process.execPath, ['-e', ''], { uid: NOBODY, gid: NOBODY }).status === 0;

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const image = (name: string) => parseDockerfile(read(`${name}.Dockerfile`));

/** The packages are in here once; each image's own files are in a folder below, from which Node looks for them above. */
let root: string;
let folder: string;
let redis: RedisServer;
let child: ChildProcess | undefined;
let ended: Promise<number | null> | undefined;
let said = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'breakwater-image-'));
  chmodSync(root, 0o755);
  copyPackages(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process as a container of this image would have it: its files, its user, nothing of our environment. */
function run(command: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [, ...args] = command;
  const user = AS_NOBODY ? { uid: NOBODY, gid: NOBODY } : {};
  return spawn(process.execPath, args, { cwd: folder, env: { NODE_ENV: 'production', ...env }, ...user });
}

function start(name: string, env: NodeJS.ProcessEnv): void {
  child = run(image(name).entrypoint, env);
  ended = exitCode(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      said += text;
    });
  }
}

async function exitCode(one: ChildProcess): Promise<number | null> {
  const [code] = (await once(one, 'close')) as [number | null];
  return code;
}

/** Its own health check says that it is well. */
async function isWell(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  await eventually(
    async () => {
      if (child?.exitCode !== null) throw new Error(`It ended: ${said}`);
      return (await exitCode(run(image(name).healthcheck, env))) === 0 || undefined;
    },
    'its health check to be content',
    START_MS,
  );
}

/** No tests, no tools, and nothing that its user could write to. */
function expectLean(name: string): void {
  const find = ['-path', '*/node_modules', '-prune', '-o', '-type', 'f', '-print'];
  const files = spawnSync('find', [folder, ...find], { encoding: 'utf8' }).stdout.split('\n');
  const tools = ['vitest', 'vite', 'typescript', 'wrangler'];

  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => /\.test\.|fixture|-suite\.|\/truth\//.test(file))).toEqual([]);
  expect(tools.filter((one) => existsSync(join(root, 'node_modules', one)))).toEqual([]);
  expect(image(name).user).toBe('10001:10001');
}

describe('what is in the images, started without Docker', () => {
  beforeEach(async () => {
    said = '';
    redis = await startRedisServer();
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await ended;
    await redis.stop();
  });

  it('starts a pod that serves the page, is ready, and leaves when it is told to', async () => {
    folder = join(root, 'origin');
    copySources(image('origin'), folder);
    expectLean('origin');
    const own = {
      PORT: String(await freePort()),
      METRICS_PORT: '0',
      REDIS_URL: redis.url,
      AUTH_SECRET: 'x'.repeat(32),
    };
    const env = { ...parseEnv(read('base/origin.env')), ...own };

    start('origin', env);
    await isWell('origin', env);

    const page = await fetch(`http://127.0.0.1:${env.PORT}/`);
    const ready = await fetch(`http://127.0.0.1:${env.PORT}/ready`);
    expect([page.status, ready.status], said).toEqual([200, 200]);
    expect(await page.text()).toContain('<script');
    child?.kill('SIGTERM');
    expect(await ended, said).toBe(0);
  });

  it('starts a scaler that answers, and leaves when it is told to', async () => {
    folder = join(root, 'scaler');
    copySources(image('scaler'), folder);
    expectLean('scaler');
    const nowhere = 'http://127.0.0.1:9';
    const env = {
      ...parseEnv(read('base/scaler.env')),
      WORKLOADS_FILE: join(folder, 'workloads.yaml'),
      REST_PORT: String(await freePort()),
      GRPC_PORT: '0',
      METRICS_PORT: '0',
      REDIS_URL: redis.url,
      PROMETHEUS_URL: nowhere,
      KUBERNETES_URL: nowhere,
      CONTROL_TOKEN: 'x'.repeat(16),
    };
    spawnSync('cp', [join(import.meta.dirname, 'base/workloads.yaml'), folder]);

    start('scaler', env);
    await isWell('scaler', env);

    child?.kill('SIGTERM');
    expect(await ended, said).toBe(0);
  });
});

/** The folder itself and all that it may import, as the compiler is told; suites are for tests alone. */
function foldersOf(name: string, found = new Set<string>()): string[] {
  if (name === 'conformance' || found.has(name)) return [...found];
  found.add(name);
  const text = read(`../${name}/tsconfig.json`);
  const { references = [] } = JSON.parse(text) as { readonly references?: readonly { readonly path: string }[] };
  for (const { path } of references) foldersOf(path.replace('../', ''), found);
  return [...found].sort();
}

test.each(['origin', 'scaler'])('the image of %s has every folder that it may import, and no other', (name) => {
  const sources = image(name).copies.filter(({ stage, to }) => stage === undefined && to !== './');

  expect(sources.map(({ from }) => from).sort()).toEqual(foldersOf(name));
});

test('packages for production are told from those for building', () => {
  expect(productionPackages()).toContain('node_modules/hono');
  expect(productionPackages()).not.toContain('node_modules/vite');
});

test('a Dockerfile is read as what comes out of it', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is Docker's
  const text = 'ARG B=base:1\nFROM ${B} AS made\nRUN make\nFROM ${B}\nCOPY a b ./\nCOPY --from=made /w/c c\nUSER 5';

  expect(parseDockerfile(text)).toMatchObject({
    bases: ['base:1'],
    copies: [
      { stage: undefined, from: 'a', to: './' },
      { stage: undefined, from: 'b', to: './' },
      { stage: 'made', from: '/w/c', to: 'c' },
    ],
    user: '5',
  });
});
