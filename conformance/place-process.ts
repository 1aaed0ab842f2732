import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { eventually, within } from './patience.ts';

/** The folder that everything is started in. */
export const ROOT = `${import.meta.dirname}/..`;

const START_MS = 30_000;
/** Longer than a pod may take to leave (25 s), so that its own complaint is seen and not ours. */
const STOP_MS = 28_000;
const ASK_MS = 5_000;

/** A place that runs: a pod or the edge. */
export interface RunningPlace {
  readonly name: string;
  readonly url: string;
  /** The process that was started; what it started itself is its children. */
  readonly pid: number;
  /** Everything that it has said so far. */
  logs(): string;
  /** Asks it to leave and waits until it has. Safe to repeat, and after `kill`. @throws Error when it did not end well */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** How a place is started, and how it says where it listens. */
export interface PlacePlan {
  readonly name: string;
  /** What Node runs. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The base address, if this line of its log says it. */
  readonly address: (line: string) => string | undefined;
  /** The exit codes of one that left as it was asked to. */
  readonly goodExits: readonly number[];
  /** Called once it has ended, however it did. */
  readonly onEnd?: () => Promise<void>;
}

/**
 * Starts a place as a process with nothing of our own environment but the PATH, and waits until it is ready.
 *
 * @throws Error when it ends, or is not ready within 30 s, with what it said
 */
export async function startPlace(plan: PlacePlan): Promise<RunningPlace> {
  const place = new PlaceProcess(plan);
  try {
    await place.ready();
    return place;
  } catch (error) {
    await place.kill();
    const why = error instanceof Error ? error.message : error;
    throw new Error(`${plan.name} did not start: ${why}\n${place.answer}\n${place.logs()}`, { cause: error });
  }
}

class PlaceProcess implements RunningPlace {
  readonly name: string;
  url = '';
  readonly #plan: PlacePlan;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #address = Promise.withResolvers<string>();
  readonly #ended: Promise<number | NodeJS.Signals>;
  /** What it said when it was last asked whether it is ready. */
  #answer = '';
  #killed = false;
  #over = false;

  constructor(plan: PlacePlan) {
    this.#plan = plan;
    this.name = plan.name;
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(process.execPath, plan.args, {
      cwd: ROOT,
      env: { PATH, HOME, ...plan.env },
      // A group of its own: what it starts (workerd) ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const input of [this.#child.stdout, this.#child.stderr]) {
      if (input) createInterface({ input }).on('line', (line) => this.#read(line));
    }
    // A test run that crashes must not leave processes behind.
    const endWithUs = () => this.#signal('SIGKILL');
    process.once('exit', endWithUs);
    this.#address.promise.catch(() => {});
    const ended = new Promise<number | NodeJS.Signals>((resolve) => {
      const end = (ending: number | NodeJS.Signals) => {
        process.off('exit', endWithUs);
        this.#signal('SIGKILL');
        this.#over = true;
        this.#address.reject(new Error(`It ended with ${ending}`));
        resolve(ending);
      };
      this.#child.once('error', () => end(1));
      this.#child.once('exit', (code, signal) => end(code ?? signal ?? 1));
    });
    this.#ended = ended.then(async (ending) => {
      await plan.onEnd?.();
      return ending;
    });
  }

  async ready(): Promise<void> {
    this.url = await within(this.#address.promise, 'its address', START_MS);
    await eventually(() => this.#isReady(), 'readiness', START_MS);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get answer(): string {
    return this.#answer;
  }

  logs(): string {
    return this.#lines.join('\n');
  }

  async stop(): Promise<void> {
    if (!this.#over) this.#child.kill('SIGTERM');
    let ending: number | NodeJS.Signals;
    try {
      ending = await within(this.#ended, `the end of ${this.name}`, STOP_MS);
    } catch (error) {
      await this.kill();
      throw error;
    }
    if (this.#killed || this.#plan.goodExits.some((code) => code === ending)) return;
    throw new Error(`${this.name} ended with ${ending}\n${this.logs()}`);
  }

  async kill(): Promise<void> {
    this.#killed = true;
    if (!this.#over) this.#signal('SIGKILL');
    await this.#ended;
  }

  #read(line: string): void {
    this.#lines.push(line);
    const address = this.#plan.address(line);
    if (address !== undefined) this.#address.resolve(address);
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  async #isReady(): Promise<true | undefined> {
    if (this.#over) throw new Error('It ended');
    try {
      const answer = await fetch(`${this.url}/ready`, { signal: AbortSignal.timeout(ASK_MS) });
      this.#answer = `${answer.status} ${await answer.text()}`;
      return answer.ok || undefined;
    } catch (error) {
      this.#answer = String(error);
      return undefined;
    }
  }
}
