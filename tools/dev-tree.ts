import { setTimeout as sleep } from 'node:timers/promises';
import type { DevPlace, DevPlan } from './dev-plan.ts';
import { isPageFresh } from './page-fresh.ts';
import { type Ending, ProcessGroup, type ProcessPlan } from './process-group.ts';
import { ProcessGuard } from './process-guard.ts';

/** How long a place may take until it answers, in milliseconds. */
const READY_MS = 60_000;
const ASK_EVERY_MS = 50;

/** What the tree tells about itself. */
export interface DevTreeEvents {
  line(name: string, line: string): void;
  /** A process ended that nobody asked to. */
  died(name: string, ending: Ending, lastLines: readonly string[]): void;
}

/** The processes of `npm run dev`: starts them, kills and restarts them, and leaves none behind. */
export class DevTree {
  readonly #root: string;
  readonly #plan: DevPlan;
  readonly #events: DevTreeEvents;
  readonly #guard = new ProcessGuard();
  readonly #running = new Map<string, ProcessGroup>();
  readonly #asked = new WeakSet<ProcessGroup>();
  #closing: Promise<void> | undefined;

  constructor(root: string, plan: DevPlan, events: DevTreeEvents) {
    this.#root = root;
    this.#plan = plan;
    this.#events = events;
  }

  /**
   * Starts everything, as much at once as can be: the edge needs the page's files, the pods need Redis.
   *
   * @throws Error when a process ended before it was ready, with its last lines
   */
  async start(watch: boolean): Promise<void> {
    const { redis, pods, edge } = this.#plan;
    if (redis) this.#run(redis);
    await Promise.all([
      ...pods.map((pod) => this.#startPlace(pod)),
      this.#buildPage(watch).then(() => this.#startPlace(edge)),
    ]);
  }

  /** Kills a pod as a crash would: the first that is alive. Says which. */
  async killPod(): Promise<string | undefined> {
    const group = this.#plan.pods.map((pod) => this.#running.get(pod.plan.name)).find((pod) => pod?.alive);
    if (group === undefined) return undefined;
    this.#asked.add(group);
    group.signal('SIGKILL');
    await group.ended;
    return group.name;
  }

  /** Starts again whatever is down. Says what that was. */
  async restart(): Promise<readonly string[]> {
    const { redis, pods, edge } = this.#plan;
    const isDown = (plan: ProcessPlan) => this.#running.get(plan.name)?.alive !== true;
    const places = [...pods, edge].filter((place) => isDown(place.plan));
    const names = places.map((place) => place.plan.name);
    if (redis && isDown(redis)) {
      this.#run(redis);
      names.unshift(redis.name);
    }
    await Promise.all(places.map((place) => this.#startPlace(place)));
    return names;
  }

  /** Ends everything; again is the same once. Redis goes last, so that the others can say goodbye. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const groups = [...this.#running.values()];
    for (const group of groups) this.#asked.add(group);
    const redis = this.#plan.redis && this.#running.get(this.#plan.redis.name);
    await Promise.all(groups.filter((group) => group !== redis).map((group) => group.stop()));
    await redis?.stop();
    await this.#guard.close();
  }

  #run(plan: ProcessPlan): ProcessGroup {
    if (this.#closing) throw new Error('Stopped while starting');
    const group = new ProcessGroup(plan, this.#root, (line) => this.#events.line(plan.name, line));
    this.#running.set(plan.name, group);
    this.#guard.watch([...this.#running.values()].filter((other) => other.alive).map((other) => other.pid));
    group.ended.then((ending) => {
      if (!this.#asked.has(group)) this.#events.died(plan.name, ending, group.lastLines);
    });
    return group;
  }

  async #startPlace(place: DevPlace): Promise<void> {
    const group = this.#run(place.plan);
    const giveUpAt = Date.now() + READY_MS;
    while (!(await isReady(place.url))) {
      if (!group.alive) throw new Error(`${group.name} ended before it was ready`);
      if (Date.now() > giveUpAt) throw new Error(`${group.name} did not get ready in ${READY_MS / 1000} s`);
      await sleep(ASK_EVERY_MS);
    }
  }

  async #buildPage(watch: boolean): Promise<void> {
    if (!watch && isPageFresh(this.#root)) return;
    const vite = ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'];
    const build = this.#run({ name: 'page', command: process.execPath, args: vite, env: {} });
    this.#asked.add(build);
    const ending = await build.ended;
    if (this.#closing) throw new Error('Stopped while starting');
    if (ending.code !== 0) throw new Error(['The page could not be built', ...build.lastLines].join('\n'));
    this.#running.delete('page');
    if (watch) this.#run({ name: 'page', command: process.execPath, args: [...vite, '--watch'], env: {} });
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
