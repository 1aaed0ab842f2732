import type { Meter } from '#chat';
import { backoffMs, Pause } from './backoff.ts';
import { type DurabilityProof, PROOF_MS } from './durability-proof.ts';
import type { RedisConnection } from './redis-connection.ts';
import { COMMAND_MS, isReply, type RedisLine, type RedisReply, type RedisScript, unavailable } from './redis-line.ts';

/** What became of a write: Redis's answer, and whether the proof held. */
export interface Written {
  readonly reply: RedisReply;
  readonly durable: boolean;
}

export interface DurableWriterOptions {
  readonly connection: RedisConnection;
  /** Says which node of a cluster is written to. */
  readonly key: string;
  readonly proof: DurabilityProof;
  readonly meter: Meter;
  /** Those that will be run: Redis is taught them before the first write. */
  readonly scripts: readonly RedisScript[];
}

interface Waiting {
  readonly command: readonly string[];
  /** After this it is not sent any more: there would be no time left for the proof. */
  readonly sendBy: number;
  reply?: RedisReply;
  readonly settle: (written: Written) => void;
  readonly fail: (error: unknown) => void;
}

/** Writes that share one proof. */
const MOST_AT_ONCE = 200;

/**
 * Writes with proof, on a connection of its own: a proof that waits for a replica holds up whatever is behind it on its
 * connection, and reading must not wait for that. While one proof is on its way, what is written meanwhile waits and
 * shares the next: so the cost is a round trip to the replica for many writes and not for each.
 */
export class DurableWriter {
  readonly #connection: RedisConnection;
  readonly #key: string;
  readonly #proof: DurabilityProof;
  readonly #meter: Meter;
  readonly #scripts: readonly RedisScript[];
  readonly #pause = new Pause();
  #waiting: Waiting[] = [];
  #line: RedisLine | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor({ connection, key, proof, meter, scripts }: DurableWriterOptions) {
    this.#connection = connection;
    this.#key = key;
    this.#proof = proof;
    this.#meter = meter;
    this.#scripts = scripts;
  }

  /**
   * @throws ChatFault `unavailable` when it is not known whether anything was written
   */
  script(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<Written> {
    return this.#write(['EVALSHA', script.sha1, String(keys.length), ...keys, ...args]);
  }

  /** Writes a key that means nothing, to see whether the proof holds right now. */
  async probe(key: string): Promise<boolean> {
    const { durable } = await this.#write(['SET', key, '1', 'PX', '10000']);
    return durable;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pause.end();
    this.#hangUp();
    await this.#running;
  }

  #write(command: readonly string[]): Promise<Written> {
    return this.#connection.budget.spend(command, async () => {
      if (this.#closed) throw unavailable(new Error('The connection to Redis was closed'));
      const { promise, resolve, reject } = Promise.withResolvers<Written>();
      const sendBy = Date.now() + COMMAND_MS - PROOF_MS;
      const waiting: Waiting = { command, sendBy, settle: resolve, fail: reject };
      const timer = setTimeout(() => this.#late(waiting), COMMAND_MS);
      this.#waiting.push(waiting);
      this.#running ??= this.#run();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** Its time is over. What Redis has answered is known; whether it is safe is not. */
  #late({ reply, settle, fail }: Waiting): void {
    if (reply === undefined) fail(unavailable(new Error(`No answer within ${COMMAND_MS} ms`)));
    else settle({ reply, durable: false });
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed; ) {
      const now = Date.now();
      this.#waiting = this.#waiting.filter(({ sendBy }) => sendBy > now);
      if (this.#waiting.length === 0) break;
      try {
        const line = await this.#dial();
        failures = 0;
        await this.#commit(line, this.#waiting.splice(0, MOST_AT_ONCE));
      } catch {
        this.#hangUp();
        await this.#pause.for(backoffMs(failures++));
      }
    }
    for (const { fail } of this.#waiting.splice(0)) fail(unavailable(new Error('The connection to Redis was closed')));
    this.#running = undefined;
  }

  async #dial(): Promise<RedisLine> {
    if (this.#line?.alive) return this.#line;
    this.#line = await this.#connection.dialReady(this.#key);
    for (const { text } of this.#scripts) await this.#line.command(['SCRIPT', 'LOAD', text]);
    return this.#line;
  }

  async #commit(line: RedisLine, items: readonly Waiting[]): Promise<void> {
    const answers = items.map((item) => this.#ask(line, item));
    const proof = await line.command(this.#proof.command).then(this.#proof.holds, () => false);
    await Promise.all(answers);
    if (!proof) this.#meter.add('breakwater_log_errors_total', 1, { operation: 'durable' });
    if (!line.alive) this.#hangUp();
    for (const { reply, settle } of items) if (reply !== undefined) settle({ reply, durable: proof });
  }

  async #ask(line: RedisLine, item: Waiting): Promise<void> {
    try {
      item.reply = await line.command(item.command);
    } catch (error) {
      // Redis forgot the script, or the key moved to another node: the next connection knows.
      if (isReply(error, 'NOSCRIPT') || isReply(error, 'MOVED')) this.#hangUp();
      item.fail(error);
    }
  }

  #hangUp(): void {
    this.#line?.close();
    this.#line = undefined;
  }
}
