import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment, Setting } from '#settings';
import { type ExecutionState, NO_EXECUTION, nextExecution } from './execution.ts';
import type { Executed, Executor, Wanted } from './executor.ts';
import type { HttpClient } from './http-client.ts';
import type { Logger } from './logger.ts';
import type { PodSource, PodsSeen } from './pod-source.ts';
import { SETTINGS } from './settings.ts';

export interface ProcessPoolOptions {
  /** "{port}" is the port of each. */
  readonly command: readonly string[];
  /** What says 200 when it is ready. */
  readonly readyUrl: string;
  readonly firstPort: number;
  readonly env: Environment;
  /** After being asked to end, until it is ended. */
  readonly graceSeconds?: number;
}

interface Member {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly createdAt: number;
  readyAt: number | null;
  leaving: boolean;
  readonly gone: Promise<void>;
}

const READY_SECONDS = 1;
const MOST_BYTES = 65_536;

/** Pods as processes of this machine: for one machine without Kubernetes, and to try policies with real connections. */
export class ProcessPool implements Executor, PodSource {
  readonly kind = 'processes';
  readonly #options: ProcessPoolOptions;
  readonly #http: HttpClient;
  readonly #log: Logger;
  readonly #members = new Map<number, Member>();
  #state: ExecutionState = NO_EXECUTION;

  constructor(options: ProcessPoolOptions, http: HttpClient, log: Logger) {
    this.#options = options;
    this.#http = http;
    this.#log = log;
  }

  async look(at: number, signal: AbortSignal): Promise<PodsSeen> {
    const members = [...this.#members.values()];
    await Promise.all(members.map((member) => this.#probe(member, signal)));
    const pods = members.map(({ name, createdAt, readyAt, leaving }) => {
      return { name, ip: '127.0.0.1', createdAt, readyAt, ready: readyAt !== null, leaving, closedAt: null };
    });
    const there = pods.filter(({ leaving }) => !leaving);
    return { at, count: there.length, ready: there.filter(({ ready }) => ready).length, pods };
  }

  async follow(wanted: Wanted): Promise<Executed> {
    const staying = this.#staying();
    const from = staying.length;
    const ready = staying.filter(({ readyAt }) => readyAt !== null).length;
    const next = nextExecution(this.#state, wanted, { asked: from, ready });
    this.#state = next.state;
    try {
      if (next.change !== null) this.#make(next.change);
    } catch (error) {
      return { outcome: 'failed', from, to: next.change ?? from, reason: String(error) };
    }
    return { outcome: next.outcome, from, to: next.change ?? from, reason: next.reason };
  }

  /** Asks all to end, and ends those that do not in time. */
  async close(): Promise<void> {
    const members = [...this.#members.values()];
    for (const member of members) this.#dismiss(member);
    await Promise.all(members.map(({ gone }) => gone));
  }

  #staying(): Member[] {
    return [...this.#members.values()].filter(({ leaving }) => !leaving);
  }

  #make(count: number): void {
    const staying = this.#staying();
    for (let more = staying.length; more < count; more++) this.#start();
    // Those that never got ready first, then the youngest.
    const leaving = staying.sort((one, other) => (other.readyAt ?? Infinity) - (one.readyAt ?? Infinity));
    for (const member of leaving.slice(0, Math.max(0, staying.length - count))) this.#dismiss(member);
  }

  #start(): void {
    const port = this.#freePort();
    const [program = '', ...args] = this.#options.command.map((part) => part.replaceAll('{port}', String(port)));
    const env = { ...withoutSecrets(this.#options.env), PORT: String(port) };
    const child = spawn(program, args, { env, stdio: 'ignore' });
    const name = `${port}-${child.pid ?? 'unstarted'}`;
    const gone = new Promise<void>((resolve) => {
      const end = (reason: string) => {
        if (this.#members.get(port)?.child === child) {
          if (!this.#members.get(port)?.leaving) this.#log.log('warn', 'pod-ended', { pod: name, reason });
          this.#members.delete(port);
        }
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(`it ended with ${code ?? signal}`));
    });
    this.#members.set(port, { name, port, child, createdAt: Date.now(), readyAt: null, leaving: false, gone });
  }

  #dismiss(member: Member): void {
    if (member.leaving) return;
    member.leaving = true;
    member.child.kill('SIGTERM');
    const timer = setTimeout(() => member.child.kill('SIGKILL'), (this.#options.graceSeconds ?? 30) * 1000);
    void member.gone.then(() => clearTimeout(timer));
  }

  async #probe(member: Member, signal: AbortSignal): Promise<void> {
    if (member.readyAt !== null || member.leaving) return;
    const url = new URL(this.#options.readyUrl.replaceAll('{port}', String(member.port)));
    const bounds = { timeoutSeconds: READY_SECONDS, mostBytes: MOST_BYTES };
    const answer = await this.#http.ask({ method: 'GET', url, headers: {}, ...bounds }, signal).catch(() => undefined);
    if (answer?.status === 200) member.readyAt = Date.now();
  }

  #freePort(): number {
    let port = this.#options.firstPort;
    while (this.#members.has(port)) port++;
    return port;
  }
}

/** What the scaler alone may know stays with it. */
function withoutSecrets(env: Environment): NodeJS.ProcessEnv {
  const secret = new Set(
    Object.entries<Setting<unknown>>(SETTINGS).flatMap(([name, setting]) => (setting.secret ? [name] : [])),
  );
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.has(name)));
}
