import { type RunningPlace, startPod } from '#conformance';
import type { DrillClock } from './drill-clock.ts';

/** What all pods of a drill have in common. */
export interface DrillPodPlan {
  readonly redisUrl: string;
  /** The same at every pod: each has an address of its own. */
  readonly port: number;
  readonly metricsPort: number;
  readonly controlToken: string;
  readonly clock: DrillClock;
}

/** A pod as Kubernetes sees it, and the process that it is. */
export class DrillPod {
  readonly name: string;
  readonly ip: string;
  readonly createdAt: number;
  readonly annotations: Record<string, string> = {};
  /** When it was ready first, by the drill's clock; null before. */
  readyAt: number | null = null;
  /** Whether it takes newcomers: its own answer to `/ready`. */
  open = false;
  leaving = false;
  /** Resolves when its process has ended, or will never begin; with what was wrong with its end. */
  readonly gone: Promise<string | undefined>;
  readonly #plan: DrillPodPlan;
  readonly #ended = Promise.withResolvers<string | undefined>();
  readonly #running: Promise<RunningPlace | undefined>;
  #killed = false;
  #probing = false;

  constructor(name: string, ip: string, coldStartSeconds: number, plan: DrillPodPlan) {
    this.name = name;
    this.ip = ip;
    this.#plan = plan;
    this.createdAt = plan.clock.now();
    this.gone = this.#ended.promise;
    this.#running = this.#start(coldStartSeconds);
  }

  get isReady(): boolean {
    return this.readyAt !== null && !this.leaving;
  }

  /** Asks it how it is. */
  async probe(): Promise<void> {
    if (this.readyAt === null || this.leaving || this.#probing) return;
    this.#probing = true;
    try {
      const answer = await fetch(`http://${this.ip}:${this.#plan.port}/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      this.open = answer.ok && !this.leaving;
    } catch {
      this.open = false;
    } finally {
      this.#probing = false;
    }
  }

  /** SIGTERM: it sends everybody elsewhere and ends. */
  leave(): void {
    if (this.leaving) return;
    this.leaving = true;
    this.open = false;
    void this.#running.then(async (place) => {
      if (place === undefined) return;
      if (this.readyAt === null) await place.kill();
      const trouble = await place.stop().then(
        () => undefined,
        (error: unknown) => (this.#killed ? undefined : String(error).slice(0, 2_000)),
      );
      this.#ended.resolve(trouble);
    });
  }

  /** SIGKILL, as a crash. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.open = false;
    this.leaving = true;
    await (await this.#running)?.kill();
    this.#ended.resolve(undefined);
  }

  /** Ready when its process is, but never before the time that such a start takes. */
  async #start(coldStartSeconds: number): Promise<RunningPlace | undefined> {
    const { redisUrl, port, metricsPort, controlToken, clock } = this.#plan;
    try {
      const place = await startPod({
        name: this.name,
        redisUrl,
        env: {
          HOST: this.ip,
          METRICS_HOST: this.ip,
          PORT: String(port),
          METRICS_PORT: String(metricsPort),
          CONTROL_TOKEN: controlToken,
          MESSAGES_PER_MINUTE: '100000',
          HISTORY_ENTRIES: '5000',
        },
      });
      void clock.until(this.createdAt + coldStartSeconds * 1000, new AbortController().signal).then(() => {
        if (!this.leaving) this.readyAt = clock.now();
      });
      return place;
    } catch (error) {
      this.#ended.resolve(this.leaving ? undefined : String(error).slice(0, 2_000));
      return undefined;
    }
  }
}
