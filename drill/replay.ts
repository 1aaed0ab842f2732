import { type Fault, isWrong, startFactor } from './fault-plan.ts';
import { HPA_SYNC_SECONDS, type HpaSpec } from './hpa-spec.ts';
import { type HpaState, NEW_HPA, syncHpa } from './hpa-twin.ts';
import { askHere, type NamedTarget, type ScalerHere } from './keda-ask.ts';
import { DEFAULT_KEDA, type KedaSpec } from './keda-spec.ts';
import { type KedaState, NEW_KEDA, pollKeda, readKeda } from './keda-twin.ts';
import type { PolicyRun, PoolPolicy, PoolView, Scrape } from './pool-policy.ts';
import { PoolWorld } from './pool-world.ts';
import { type RunMeasures, RunMeter } from './run-measures.ts';
import { VISITS } from './sessions.ts';
import { peopleAt, secondsOf, type Trace } from './trace.ts';

/** What every policy meets alike. */
export interface ReplayRules {
  readonly capacity: number;
  readonly coldStartSeconds: number;
  readonly scrapeSeconds: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Seconds at the start that are lived and not counted. */
  readonly learnSeconds: number;
  readonly faults: readonly Fault[];
}

export const REPLAY_RULES: ReplayRules = {
  capacity: 500,
  coldStartSeconds: 90,
  scrapeSeconds: 15,
  minReplicas: 2,
  maxReplicas: 400,
  learnSeconds: 86_400,
  faults: [],
};

const STEP_SECONDS = 5;
const HOUR_SECONDS = 3600;
const DECIDE_SECONDS = 60;
/** A scrape that failed is missed after this; until then Prometheus answers with the last. */
const STALE_SECONDS = 120;
/** People who found no place, and pods that go, as `origin` has them. */
const PEOPLE = { acceptPerSecond: 50, handOverPerSecond: 50, graceSeconds: 60, returnSeconds: 10, retrySeconds: 15 };

/** Lets a policy live through a trace under a virtual clock, with the twins of KEDA and HPA between it and the pods. */
export class Replay {
  readonly #policy: PoolPolicy;
  readonly #trace: Trace;
  readonly #rules: ReplayRules;
  readonly #world: PoolWorld;
  readonly #run: PolicyRun;
  readonly #meter = new RunMeter();
  readonly #hpaSpec: HpaSpec;
  readonly #kedaSpec: KedaSpec;
  #hpa: HpaState = NEW_HPA;
  #keda: KedaState = NEW_KEDA;
  #named: NamedTarget[][] = [];
  #replicas: number;
  #scraped = { second: Number.NEGATIVE_INFINITY, people: 0, opened: 0 };
  #opened = 0;

  constructor(policy: PoolPolicy, trace: Trace, rules: ReplayRules = REPLAY_RULES) {
    this.#policy = policy;
    this.#trace = trace;
    this.#rules = rules;
    const { minReplicas, maxReplicas, capacity, coldStartSeconds, scrapeSeconds } = rules;
    this.#world = new PoolWorld(
      { ...PEOPLE, capacity, coldStartSeconds, handsOver: policy.handsOver, visits: VISITS },
      STEP_SECONDS,
    );
    this.#run = policy.start({
      capacity,
      coldStartSeconds,
      minReplicas,
      maxReplicas,
      scrapeSeconds,
      startAt: trace.startAt,
      trace,
      hpa: policy.hpa,
    });
    this.#hpaSpec = { minReplicas, maxReplicas, ...policy.hpa };
    const triggers = [{ kind: 'external', useCachedMetrics: false }] as const;
    this.#kedaSpec = { ...DEFAULT_KEDA, minReplicas, maxReplicas, triggers };
    this.#replicas = Math.max(minReplicas, Math.ceil((1.2 * peopleAt(trace, 0)) / capacity));
    this.#world.begin(peopleAt(trace, 0), this.#replicas);
  }

  /** Lives to the end. */
  run(): RunMeasures {
    for (const _ of this.hours());
    return this.#meter.result();
  }

  /** Lives an hour for each turn, so that whoever waits can do something else between them. */
  *hours(): Generator<number> {
    const end = secondsOf(this.#trace);
    for (let second = 0; second < end; second += STEP_SECONDS) {
      if (second % HOUR_SECONDS === 0) yield second;
      this.#act(second);
      this.#live(second + STEP_SECONDS);
    }
  }

  /** What was measured so far. */
  result(): RunMeasures {
    return this.#meter.result();
  }

  /** What happens at a time: a scrape, a decision, a poll, a look of HPA, a fault. */
  #act(second: number): void {
    const { faults, scrapeSeconds } = this.#rules;
    for (const fault of faults) if (fault.kind === 'kill' && fault.at === second) this.#kill(fault.pods);
    if (second % scrapeSeconds === 0) this.#scrape(second, isWrong(faults, 'scrape-down', second));
    const down = isWrong(faults, 'scaler-down', second);
    if (second % DECIDE_SECONDS === 10 && !down) this.#decide(second);
    const scaler: ScalerHere = down ? () => ({ error: 'unreachable' }) : this.#run.scaler;
    if (second % DEFAULT_KEDA.pollingSeconds === 0) {
      const polled = askHere(pollKeda(this.#keda, this.#kedaSpec, second * 1000, this.#replicas), scaler);
      this.#keda = polled.state;
      this.#scale(polled.replicas, second);
    }
    if (second % HPA_SYNC_SECONDS === 10 % HPA_SYNC_SECONDS) this.#sync(second, scaler);
  }

  #sync(second: number, scaler: ScalerHere): void {
    const { state, readings } = askHere(readKeda(this.#keda, this.#kedaSpec, this.#replicas, this.#named), scaler);
    this.#keda = state;
    this.#named = [readings.map(({ name, target }) => ({ name, target }))];
    const ready = this.#world.pods.filter((pod) => pod.state === 'open' || pod.state === 'shut').length;
    const pods = { spec: this.#replicas, status: this.#world.replicas, ready };
    const outcome = syncHpa(this.#hpa, this.#hpaSpec, { at: second * 1000, pods, readings });
    this.#hpa = outcome.state;
    this.#scale(outcome.replicas, second);
  }

  #scale(replicas: number, second: number): void {
    if (second >= this.#rules.learnSeconds) this.#meter.scaled(this.#replicas, replicas);
    this.#replicas = replicas;
    if (replicas !== this.#world.replicas) {
      this.#world.scale(replicas, startFactor(this.#rules.faults, second), this.#policy.costs);
    }
  }

  #decide(second: number): void {
    const { shut, open } = this.#run.decide(this.#view(second));
    for (const name of open) this.#world.open(name);
    for (const name of shut) this.#world.shut(name);
  }

  #scrape(second: number, failed: boolean): void {
    if (!failed) this.#scraped = { second, people: this.#world.connected + this.#world.refused, opened: this.#opened };
    this.#run.see(this.#seen(second));
  }

  #seen(second: number): Scrape {
    const fresh = second - this.#scraped.second <= STALE_SECONDS;
    return { second, people: fresh ? this.#scraped.people : null, opened: this.#scraped.opened };
  }

  #view(second: number): PoolView {
    const pods = this.#world.pods.filter(({ state }) => state !== 'leaving');
    return {
      ...this.#seen(second),
      replicas: this.#replicas,
      pods: pods.map(({ name, state, createdAt, readyAt, count, shutAt }) => {
        const ready = state !== 'starting';
        return { name, ready, createdAt, readyAt: ready ? readyAt : null, connections: count, shutAt };
      }),
    };
  }

  /** The fullest go: a fault does not choose kindly. */
  #kill(count: number): void {
    const fullest = [...this.#world.pods].sort((one, other) => other.count - one.count);
    for (const { name } of fullest.slice(0, count)) this.#world.kill(name);
    this.#world.scale(this.#replicas, startFactor(this.#rules.faults, 0), this.#policy.costs);
  }

  #live(second: number): void {
    const people = peopleAt(this.#trace, second);
    const { cut, handedOver, reconnects, opened } = this.#world.step(second, people);
    this.#opened += opened;
    if (second <= this.#rules.learnSeconds) return;
    const { capacity } = this.#rules;
    let [ready, places] = [0, 0];
    for (const { state, count } of this.#world.pods) {
      if (state === 'open' || state === 'shut') ready++;
      places += state === 'open' ? capacity : count;
    }
    this.#meter.add({
      second,
      seconds: STEP_SECONDS,
      people,
      capacity,
      leastPods: this.#rules.minReplicas,
      ready,
      paid: this.#world.pods.length,
      places: places / capacity,
      refused: this.#world.refused,
      away: this.#world.away,
      cut,
      handedOver,
      reconnects,
    });
  }
}
