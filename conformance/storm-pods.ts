import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';

/** A pod at a port of its own, that can be replaced by another at the same. */
export class StormPod {
  readonly name: string;
  readonly url: string;
  readonly #redisUrl: string;
  readonly #port: number;
  #running: RunningPlace;

  private constructor(name: string, port: number, redisUrl: string, running: RunningPlace) {
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    this.#redisUrl = redisUrl;
    this.#port = port;
    this.#running = running;
  }

  static async start(name: string, redisUrl: string): Promise<StormPod> {
    const port = await freePort();
    return new StormPod(name, port, redisUrl, await run(name, port, redisUrl));
  }

  /** SIGTERM. @returns how long it took to leave, in milliseconds @throws Error when it did not end with 0 */
  async stop(): Promise<number> {
    const begun = performance.now();
    await this.#running.stop();
    return performance.now() - begun;
  }

  async kill(): Promise<void> {
    await this.#running.kill();
  }

  async replace(): Promise<number> {
    const leftMs = await this.stop();
    this.#running = await run(this.name, this.#port, this.#redisUrl);
    return leftMs;
  }

  /** The sums of its metrics by name. What it tells of its event loop is from the last reading to this one. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.#metricsUrl}/metrics`)).text();
    const sums = new Map<string, number>();
    for (const line of text.split('\n')) {
      const [, name = '', value] = /^([a-z0-9_]+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
      if (value !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
    }
    return sums;
  }

  get #metricsUrl(): string {
    return /"metricsUrl":"([^"]+)"/.exec(this.#running.logs())?.[1] ?? '';
  }
}

function run(name: string, port: number, redisUrl: string): Promise<RunningPlace> {
  return startPod({ name, redisUrl, env: { PORT: String(port), HISTORY_ENTRIES: '1000', REBALANCE: 'false' } });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
