import { freePort } from './free-port.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { residentBytes } from './resident.ts';

/** A pod at a port of its own, that can be replaced by another at the same. */
export class StormPod {
  readonly name: string;
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #redisUrl: string;
  #running: RunningPlace | undefined;

  private constructor(name: string, port: number, redisUrl: string, env: Readonly<Record<string, string>>) {
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    this.#redisUrl = redisUrl;
    this.#env = { HISTORY_ENTRIES: '1000', REBALANCE: 'false', ...env, PORT: String(port) };
  }

  /** One whose address is known and that does not run yet. */
  static async reserve(name: string, redisUrl: string, env: Readonly<Record<string, string>> = {}): Promise<StormPod> {
    return new StormPod(name, await freePort(), redisUrl, env);
  }

  async start(): Promise<void> {
    this.#running = await startPod({ name: this.name, redisUrl: this.#redisUrl, env: this.#env });
  }

  /** SIGTERM. @returns how long it took to leave, in milliseconds @throws Error when it did not end with 0 */
  async stop(): Promise<number> {
    const begun = performance.now();
    await this.#running?.stop();
    this.#running = undefined;
    return performance.now() - begun;
  }

  async kill(): Promise<void> {
    await this.#running?.kill();
    this.#running = undefined;
  }

  async replace(): Promise<number> {
    const leftMs = await this.stop();
    await this.start();
    return leftMs;
  }

  /** The memory that it holds, in bytes. */
  get residentBytes(): number {
    return this.#running === undefined ? 0 : residentBytes(this.#running);
  }

  /** The sums of its metrics by name, and each by its name with its labels. What it tells of its event loop is from the last reading to this one. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.#metricsUrl}/metrics`)).text();
    const sums = new Map<string, number>();
    for (const line of text.split('\n')) {
      const [, name = '', labels, value] = /^([a-z0-9_]+)(\{.*\})? (\S+)$/.exec(line) ?? [];
      if (value !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
      if (labels !== undefined) sums.set(`${name}${labels}`, Number(value));
    }
    return sums;
  }

  get #metricsUrl(): string {
    return /"metricsUrl":"([^"]+)"/.exec(this.#running?.logs() ?? '')?.[1] ?? '';
  }
}
