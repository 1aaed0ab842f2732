import type { ChaosEvent, ChaosLane } from './chaos-plan.ts';
import { ChaosRedis } from './chaos-redis.ts';
import { startEdge } from './edge-process.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { randomSeeded } from './random-seeded.ts';

const PODS = 3;
/** Short, so that who was away has missed something. */
const HISTORY = 150;
/** How often a place is started before that is a fault of its own. */
const START_TRIES = 4;
/** What a replica lacks at most when it takes over, in milliseconds. */
const TAIL_MS = 1_000;

/** A place behind a line that may be bad; another may take its seat. */
interface Seat {
  readonly line: FaultProxy;
  readonly start: () => Promise<RunningPlace>;
  place: RunningPlace;
}

/** Everything that can break: pods, the edge, the lines to them, Redis and the line to it. */
export class ChaosStage {
  readonly #redis: ChaosRedis;
  readonly #seats: readonly Seat[];
  /** How each pod that was asked to leave did not. */
  readonly complaints: string[] = [];

  private constructor(redis: ChaosRedis, seats: readonly Seat[]) {
    this.#redis = redis;
    this.#seats = seats;
  }

  static async start(seed: number, withEdge: boolean): Promise<ChaosStage> {
    const random = randomSeeded(seed);
    const redis = await ChaosRedis.start(random);
    const seats: Seat[] = [];
    try {
      const env = { HISTORY_ENTRIES: String(HISTORY), REBALANCE: 'false', MESSAGES_PER_MINUTE: '1000' };
      const starts = Array.from({ length: PODS }, (_, index) => () => {
        return startPod({ name: `pod-${index + 1}`, redisUrl: redis.url, env });
      });
      if (withEdge) starts.push(() => startEdge({ redisUrl: redis.url, env }));
      for (const start of starts) {
        const place = await start();
        seats.push({ place, start, line: await startFaultProxy(portOf(place), { random }) });
      }
      return new ChaosStage(redis, seats);
    } catch (error) {
      await new ChaosStage(redis, seats).stop();
      throw error;
    }
  }

  get urls(): string[] {
    return this.#seats.map(({ line }) => `http://127.0.0.1:${line.port}`);
  }

  /** Lets one thing befall them, and resolves when it is over. */
  async befall(lane: ChaosLane, event: ChaosEvent): Promise<void> {
    if (lane === 'places') await this.#replace(event);
    else if (lane === 'redis') await this.#hurtRedis(event);
    else {
      const seat = this.#seats[Math.floor(event.whom * this.#seats.length)];
      if (seat) await hurtLine(seat.line, event);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#seats.map(({ place }) => place.kill()));
    await Promise.all(this.#seats.map(({ line }) => line.close()));
    await this.#redis.stop();
  }

  async #replace({ name, whom, lastsMs }: ChaosEvent): Promise<void> {
    const seat = name.includes('edge') ? this.#seats[PODS] : this.#seats[Math.floor(whom * PODS)];
    if (seat === undefined) return;
    if (name.startsWith('drain')) await seat.place.stop().catch((error: unknown) => this.#complain(error));
    else await seat.place.kill();
    await pause(name.startsWith('kill') ? lastsMs : 0);
    for (let tries = 1; ; tries++) {
      try {
        seat.place = await seat.start();
        break;
      } catch (error) {
        // It finds no Redis, which is away for a moment.
        if (tries === START_TRIES) throw error;
      }
    }
    seat.line.switchTo(portOf(seat.place));
  }

  #complain(error: unknown): void {
    this.complaints.push(String(error).split('\n')[0] ?? '');
  }

  async #hurtRedis(event: ChaosEvent): Promise<void> {
    const { name, lastsMs, whom } = event;
    if (name === 'restart') await this.#redis.restart('SIGTERM');
    else if (name === 'crash') await this.#redis.restart('SIGKILL');
    else if (name === 'failover') await this.#redis.failover(0);
    else if (name === 'failover without the tail') await this.#redis.failover(Math.min(TAIL_MS, lastsMs));
    else if (name === 'trim') await this.#redis.trim(Math.floor(whom * 50));
    else await hurtLine(this.#redis.front, event);
  }
}

async function hurtLine(line: FaultProxy, { name, lastsMs }: ChaosEvent): Promise<void> {
  if (name === 'reset') {
    line.reset();
    return;
  }
  if (name === 'blackhole') line.blackhole();
  else if (name === 'deaf') line.partition('back');
  else if (name === 'latency') line.shape({ latencyMs: 150, jitterMs: 100 });
  else line.shape({ bytesPerSecond: 64 * 1024, sliceBytes: 700 });
  await pause(lastsMs);
  line.heal();
}

function portOf({ url }: RunningPlace): number {
  return Number(new URL(url).port);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
