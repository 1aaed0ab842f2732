import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { MissingProgram } from './missing-program.ts';

const START_MS = 20_000;

/** A real Prometheus on this machine, and a folder that goes with it. */
export interface RunningPrometheus {
  readonly url: string;
  /** From now on it scrapes these addresses; it notices by watching a file. */
  aim(targets: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** Addresses that are scraped, as job "pod". */
  readonly targets: readonly string[];
  readonly scrapeSeconds: number;
  /** What it measured before it began, in OpenMetrics with times in seconds. */
  readonly history?: string;
  /** How long it repeats a value whose target went without a word; its own (5 minutes) unless told. */
  readonly lookbackSeconds?: number;
}

/** @throws Error when there is no prometheus on the PATH, or it is not ready within 20 s */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const { targets, scrapeSeconds, history, lookbackSeconds } = options;
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-prometheus-'));
  const aim = async (addresses: readonly string[]) => {
    // It may look at any moment: what it reads must be whole.
    await writeFile(join(folder, 'targets.new'), JSON.stringify([{ targets: addresses }]));
    await rename(join(folder, 'targets.new'), join(folder, 'targets.json'));
  };
  await aim(targets);
  const every = `${Math.round(scrapeSeconds * 1000)}ms`;
  const scrapes = [{ job_name: 'pod', file_sd_configs: [{ files: [join(folder, 'targets.json')] }] }];
  const config = { global: { scrape_interval: every, scrape_timeout: every }, scrape_configs: scrapes };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  if (history !== undefined) {
    await writeFile(join(folder, 'history.txt'), history);
    const create = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'history.txt'), join(folder, 'data')];
    await promisify(execFile)('promtool', create).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new MissingProgram('promtool', 'prometheus', error) : error;
    });
  }
  const port = await freePort();
  const args = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`];
  if (lookbackSeconds !== undefined) args.push(`--query.lookback-delta=${Math.round(lookbackSeconds * 1000)}ms`);
  const child = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let missing: unknown;
  child.once('error', (error: NodeJS.ErrnoException) => {
    missing = error.code === 'ENOENT' ? error : undefined;
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) {
      child.once(event, () => {
        ended = true;
        process.removeListener('exit', endWithUs);
        resolve();
      });
    }
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + START_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const ready = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    await ready?.arrayBuffer();
    if (ready?.ok) return { url, aim, stop };
    if (ended || Date.now() > until) {
      await stop();
      if (missing) throw new MissingProgram('prometheus', 'prometheus', missing);
      throw new Error(`Prometheus did not start (Debian and Ubuntu: "apt-get install prometheus"): ${said}`);
    }
  }
}

/** A pod that is scraped: it says what its numbers are, and may be gone for a while. */
export class ScrapedPod {
  readonly #numbers: () => Readonly<Record<string, number>>;
  readonly port: number;
  #server: ReturnType<typeof createServer> | undefined;

  private constructor(port: number, numbers: () => Readonly<Record<string, number>>) {
    this.port = port;
    this.#numbers = numbers;
  }

  static async start(numbers: () => Readonly<Record<string, number>>): Promise<ScrapedPod> {
    const pod = new ScrapedPod(await freePort(), numbers);
    await pod.open();
    return pod;
  }

  async open(): Promise<void> {
    const server = createServer((_request, response) => {
      const lines = Object.entries(this.#numbers()).map(([name, value]) => `${name} ${value}\n`);
      response.end(lines.join(''));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
