import { createClient, defineScript, ErrorReply } from 'redis';
import { ChatFault } from '#chat';

/** What Redis answers in RESP2, an error apart: that is thrown. */
export type RedisReply = string | number | null | readonly RedisReply[];

/** A script and the name that Redis knows it by. */
export interface RedisScript {
  readonly text: string;
  readonly sha1: string;
}

/** How long anything may take before it counts as unavailable, in milliseconds: RoomLog promises two seconds. */
export const COMMAND_MS = 1_800;
/** Commands on their way at one moment; more are refused at once, so memory is bounded when Redis is slow. */
const QUEUE_LENGTH = 1_000;

/** RESP2 and not 3, so that a raw reply is lists and strings; nothing is asked of the server but what a keeper asks. */
export const CLIENT_OPTIONS = {
  RESP: 2,
  disableOfflineQueue: true,
  commandsQueueMaxLength: QUEUE_LENGTH,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  // node-redis's own timeout makes an AbortSignal for each command and ends when the command is written.
  commandOptions: { timeout: 0 },
} as const;

export function redisScript(text: string): RedisScript {
  const { SHA1 } = defineScript({ SCRIPT: text, parseCommand() {}, transformReply: undefined as never });
  return { text, sha1: SHA1 };
}

/**
 * The fault that everything which goes wrong with Redis is told as: `unavailable`, but `log-full` when it has no memory
 * left for what would be written. The cause is kept for logs.
 */
export function unavailable(cause: unknown): ChatFault {
  if (cause instanceof ChatFault) return cause;
  return new ChatFault(isReply(cause, 'OOM') ? 'log-full' : 'unavailable', { cause });
}

function late(ms: number): ChatFault {
  return unavailable(new Error(`No answer within ${ms} ms`));
}

/** @throws ChatFault `unavailable` when the work takes longer */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(ms)), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs a script by its name, and by its text where Redis does not know it yet (after a restart or a failover): one
 * command, but for the first time.
 */
export async function runScript(
  script: RedisScript,
  keys: readonly string[],
  args: readonly string[],
  send: (command: readonly string[]) => Promise<RedisReply>,
): Promise<RedisReply> {
  const count = String(keys.length);
  try {
    return await send(['EVALSHA', script.sha1, count, ...keys, ...args]);
  } catch (error) {
    if (!isReply(error, 'NOSCRIPT')) throw error;
    return send(['EVAL', script.text, count, ...keys, ...args]);
  }
}

/** Whether an error, or what caused it, is Redis's own answer with this first word. */
export function isReply(error: unknown, word: string): boolean {
  const reply = error instanceof ChatFault ? error.cause : error;
  return reply instanceof ErrorReply && reply.message.startsWith(word);
}

/**
 * One connection to one Redis, from its first byte to its last: it never connects again by itself, so whoever holds it
 * knows that what they have seen on it they have seen in one piece. A command that gets no answer in time ends the
 * line, because nothing behind it would be answered either.
 */
export class RedisLine {
  readonly #client: ReturnType<typeof newClient>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
  #alive = true;

  private constructor(client: ReturnType<typeof newClient>) {
    this.#client = client;
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#alive = false;
        resolve();
      };
      client.on('terminated', end);
      client.on('end', end);
    });
  }

  /**
   * @param ca the authority that signed the server's certificate, as PEM; those that the system trusts when not said
   * @throws ChatFault `unavailable` when there is no connection within `ms`
   */
  static async open(url: string, ca?: string, ms = COMMAND_MS): Promise<RedisLine> {
    const client = newClient(url, ca, ms);
    // Without a listener node-redis would end the process; the error reaches us as a rejection too.
    client.on('error', () => {});
    const line = new RedisLine(client);
    try {
      await within(ms, client.connect());
      return line;
    } catch (error) {
      client.destroy();
      throw unavailable(error);
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @throws ChatFault `unavailable`; its cause is Redis's reply where there is one */
  command(args: readonly string[], ms = COMMAND_MS): Promise<RedisReply> {
    // One promise and not `within`, which makes five: what a message leaves behind while it waits is what pods collect.
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        clearTimeout(timer);
        // A replica that was our primary a moment ago says READONLY until somebody connects to the new one.
        if (error instanceof ChatFault || isReply(error, 'READONLY')) this.close();
        reject(unavailable(error));
      };
      const timer = setTimeout(() => fail(late(ms)), Math.max(0, ms));
      this.#client.sendCommand<RedisReply>(args).then((reply) => {
        clearTimeout(timer);
        resolve(reply);
      }, fail);
    });
  }

  script(script: RedisScript, keys: readonly string[], args: readonly string[], ms = COMMAND_MS): Promise<RedisReply> {
    return runScript(script, keys, args, (command) => this.command(command, ms));
  }

  /**
   * Listens to a channel. A line that listens is good for nothing else.
   *
   * @throws ChatFault `unavailable`
   */
  async subscribe(channel: string, hear: (message: string) => void, ms = COMMAND_MS): Promise<void> {
    await this.#inTime(ms, this.#client.subscribe(channel, hear));
  }

  /** @throws ChatFault `unavailable` */
  async unsubscribe(channel: string, ms = COMMAND_MS): Promise<void> {
    await this.#inTime(ms, this.#client.unsubscribe(channel));
  }

  close(): void {
    this.#alive = false;
    this.#client.destroy();
  }

  async #inTime(ms: number, work: Promise<unknown>): Promise<void> {
    try {
      await within(ms, work);
    } catch (error) {
      this.close();
      throw unavailable(error);
    }
  }
}

function newClient(url: string, ca: string | undefined, connectTimeout: number) {
  const socket = { connectTimeout, reconnectStrategy: false } as const;
  return createClient({ ...CLIENT_OPTIONS, url, socket: { ...socket, ...secured(url, ca) } });
}

/** What a socket needs to be a TLS one, where the address says that it is one. */
export function secured(url: string, ca: string | undefined) {
  if (!url.startsWith('rediss:')) return {};
  return { tls: true as const, ...(ca !== undefined && { ca }) };
}
