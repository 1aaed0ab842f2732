import { setTimeout as pause } from 'node:timers/promises';
import { eventually, freePort, startFaultProxy, startPrometheus, startRedisServer } from '#conformance';
import { DrillClock } from './drill-clock.ts';
import { DrillCrowd } from './drill-crowd.ts';
import { hurts } from './drill-deeds.ts';
import { DrillDoer } from './drill-doer.ts';
import { DrillFront } from './drill-front.ts';
import { openMetricsOf } from './drill-history.ts';
import { judgeDrill } from './drill-judgement.ts';
import { ScalerGrpc } from './drill-keda.ts';
import type { Deed, DrillPlan } from './drill-plan.ts';
import { DrillPool } from './drill-pool.ts';
import { startPoolApi } from './drill-pool-api.ts';
import { openPrometheusDoor } from './drill-prometheus-door.ts';
import { type DrillScaler, NAMESPACE, startDrillScaler, WORKLOAD } from './drill-scaler.ts';
import { driveTwins } from './drill-twins.ts';
import type { DrillSample, DrillVerdict } from './drill-verdict.ts';
import { peopleAt } from './trace.ts';

/** Between two looks, in milliseconds. */
const LOOK_MS = 250;
/** How long everything has to start before it begins to count, in milliseconds. */
const START_MS = 15_000;
const FORECAST_MS = 90_000;
/** The scaler is asked what it foresees so far ahead. */
const AHEAD_SECONDS = 600;
const SCRAPE_SECONDS = 30;
const CONTROL_TOKEN = 'whoever runs a drill may ask its pods to drain';

export interface DrillEvents {
  /** What is being done, in words. */
  readonly tell: (sentence: string) => void;
  readonly sample: (sample: DrillSample) => void;
}

export interface DrillResult {
  readonly verdict: DrillVerdict;
  readonly samples: readonly DrillSample[];
}

/** The whole system on this machine, living through a part of a trace. */
export class Drill {
  readonly #plan: DrillPlan;
  readonly #events: DrillEvents;
  readonly #clock: DrillClock;
  readonly #samples: DrillSample[] = [];
  readonly #stops: Array<() => Promise<unknown> | unknown> = [];
  readonly #over = new AbortController();
  readonly #due: Array<{ readonly deed: Deed; readonly second: number }>;
  readonly #deeds: DrillDoer;
  #foreseen: DrillSample['foreseen'] = null;

  constructor(plan: DrillPlan, events: DrillEvents) {
    this.#plan = plan;
    this.#events = events;
    const beginAt = plan.trace.startAt + plan.fromSecond * 1000;
    this.#clock = new DrillClock(beginAt - START_MS * plan.speed, plan.speed);
    this.#deeds = new DrillDoer(plan);
    this.#due = [...plan.deeds].sort((one, other) => one.second - other.second);
  }

  /** Does something to it, now. */
  do(deed: Deed): void {
    this.#events.tell({ kill: 'a pod is killed', cut: 'Redis is cut off', spike: 'a crowd comes' }[deed]);
    this.#deeds.do(deed, this.#clock.now());
  }

  /**
   * Lives through it. With `quit` it ends early and judges what was lived; with `interrupt` it ends at once and judges nothing.
   *
   * @throws Error when something does not start
   */
  async run(quit: AbortSignal, interrupt: AbortSignal): Promise<DrillResult | undefined> {
    try {
      return await this.#run(AbortSignal.any([quit, interrupt]), interrupt);
    } catch (error) {
      if (interrupt.aborted) return undefined;
      throw error;
    } finally {
      this.#over.abort();
      for (const stop of this.#stops.reverse()) await stop();
    }
  }

  async #run(signal: AbortSignal, interrupt: AbortSignal): Promise<DrillResult> {
    const { trace, capacity, coldStartSeconds, minReplicas, maxReplicas, seed, speed, fromSecond, seconds } =
      this.#plan;
    const clock = this.#clock;
    const { tell } = this.#events;
    tell('Redis and the first pods start');
    const redis = await this.#keep(await startRedisServer(), (one) => one.stop());
    const line = await this.#keep(await startFaultProxy(redis.port), (one) => one.close());
    this.#deeds.line = line;
    const [port, metricsPort] = [await freePort(), await freePort()];
    // Prometheus takes seconds to hear of a new pod, which are many minutes of a trace: it is told of all there can be.
    const addresses = Array.from({ length: 2 * maxReplicas + 2 }, (_, index) => `127.0.0.${index + 2}`);
    const redisUrl = line.urlOf(redis.url);
    const shared = {
      redisUrl,
      port,
      metricsPort,
      controlToken: CONTROL_TOKEN,
      clock,
      coldStartSeconds,
      seed,
      addresses,
    };
    const pool = this.#keep(new DrillPool(shared), (one) => one.close());
    this.#deeds.pool = pool;
    const first = Math.ceil((1.2 * this.#wanted()) / capacity);
    pool.scale(Math.min(Math.max(first, minReplicas), maxReplicas));
    await eventually(
      () => interrupt.aborted || pool.pods.every(({ open }) => open) || undefined,
      'the first pods to be ready',
      60_000,
    );
    interrupt.throwIfAborted();
    const front = await this.#keep(
      await DrillFront.start(() => pool.pods.filter(({ open }) => open).map(({ ip }) => ({ ip, port }))),
      (one) => one.close(),
    );
    const crowd = this.#keep(new DrillCrowd(), (one) => one.close());
    const most = Math.ceil(1.5 * this.#plan.peak);
    const { messagesPerSecond: perSecond, roomSize } = this.#plan;
    await crowd.begin({ url: front.url, most, roomSize, perSecond, seed, speed });
    tell('people come in');
    await crowd.want(this.#wanted(), false);
    const living = this.#live(crowd, pool, signal);
    living.catch(() => {});
    tell('Prometheus starts, with the days before');
    const prometheus = await this.#keep(
      await startPrometheus({
        targets: addresses.map((ip) => `${ip}:${metricsPort}`),
        scrapeSeconds: SCRAPE_SECONDS / speed,
        history: openMetricsOf(trace, clock, clock.now()),
        lookbackSeconds: Math.max(2, 60 / speed),
      }),
      (one) => one.stop(),
    );
    const door = await this.#keep(await openPrometheusDoor(prometheus.url, clock), (one) => one.close());
    const api = await this.#keep(await startPoolApi(pool), (one) => one.close());
    interrupt.throwIfAborted();
    tell('the scaler starts and learns');
    const scaler = await this.#keep(
      await startDrillScaler({
        ...shared,
        prometheusUrl: door.url,
        poolUrl: api.url,
        ledger: this.#plan.ledger,
        accountDirectory: api.accountDirectory,
        capacity,
        minReplicas,
        maxReplicas,
      }),
      (one) => one.close(),
    );
    const keda = this.#keep(new ScalerGrpc(scaler.grpcAddress, NAMESPACE, WORKLOAD), (one) => one.close());
    const scaled = (from: number, to: number) => tell(`KEDA and HPA go from ${from} to ${to} pods`);
    const twins = driveTwins(pool, keda, { minReplicas, maxReplicas, clock, scaled }, this.#over.signal);
    const watching = this.#watch(scaler, signal);
    this.#stops.push(
      () => twins,
      () => watching,
    );
    await eventually(() => signal.aborted || this.#foreseen !== null || undefined, 'a first forecast', FORECAST_MS);
    tell('the scaler foresees; from here on it counts');
    await Promise.race([living, clock.until(trace.startAt + (fromSecond + seconds) * 1000, signal)]);
    this.#over.abort();
    interrupt.throwIfAborted();
    await Promise.all([living, twins, watching]);
    tell('everybody falls silent; the ledger is read');
    const audit = await crowd.settle();
    const leadWonSeconds = await scaler.metric('breakwater_scaler_lead_won_seconds_total');
    const verdict = judgeDrill(this.#samples, this.#plan, {
      audit,
      leadWonSeconds,
      deeds: this.#deeds.done,
      troubles: pool.troubles,
    });
    return { samples: this.#samples, verdict };
  }

  /** People come and go as the trace says, and it is written down how everything stands. */
  async #live(crowd: DrillCrowd, pool: DrillPool, signal: AbortSignal): Promise<void> {
    const { trace, fromSecond } = this.#plan;
    const over = AbortSignal.any([signal, this.#over.signal]);
    const beginAt = trace.startAt + fromSecond * 1000;
    for (let next = performance.now(); !over.aborted; ) {
      const wanted = this.#wanted();
      const standing = await crowd.want(wanted, hurts(this.#deeds.done, this.#clock.now()));
      const at = this.#clock.now();
      const counted = at >= beginAt && this.#foreseen !== null;
      const { desired, ready, pods } = pool;
      const open = pods.filter((pod) => pod.open).length;
      const sample = { at, counted, wanted, crowd: standing, desired, ready, paid: pods.length, open };
      this.#samples.push({ ...sample, foreseen: this.#foreseen });
      this.#events.sample({ ...sample, foreseen: this.#foreseen });
      while (this.#due[0] !== undefined && at >= beginAt + this.#due[0].second * 1000) {
        this.do((this.#due.shift() as { deed: Deed }).deed);
      }
      next = Math.max(next + LOOK_MS, performance.now());
      await pause(Math.max(0, next - performance.now()), undefined, { signal: over }).catch(() => {});
    }
  }

  async #watch(scaler: DrillScaler, signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, this.#over.signal]);
    while (!over.aborted) {
      const at = this.#clock.now() + AHEAD_SECONDS * 1000;
      const seen = await scaler.foresee(at).catch(() => undefined);
      if (seen !== undefined) this.#foreseen = { at, ...seen };
      await pause(LOOK_MS, undefined, { signal: over }).catch(() => {});
    }
  }

  #wanted(): number {
    const { trace } = this.#plan;
    const at = this.#clock.now();
    return Math.round(peopleAt(trace, (at - trace.startAt) / 1000) + this.#deeds.crowdAt(at));
  }

  /** What is begun is ended, in the other order. */
  #keep<Thing>(thing: Thing, stop: (thing: Thing) => Promise<unknown> | unknown): Thing {
    this.#stops.push(() => stop(thing));
    return thing;
  }
}
