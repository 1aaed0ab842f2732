import { createClient } from 'redis';
import type { Logger } from './logger.ts';
import type { RedisCommands } from './row-keeper-redis.ts';

/** How long a command may take, and a connection. A Redis that hangs is one that is gone. */
const COMMAND_MS = 2_000;
const LONGEST_WAIT_MS = 2_000;

/** The way to a Redis that may come and go. */
export interface RedisLink extends RedisCommands {
  /** Hears what is published; also after the connection broke and is there again, but not what was said meanwhile. */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>;
  /** Runs whenever there is a connection again. */
  whenBack(task: () => void): void;
  close(): Promise<void>;
}

/**
 * Connects to Redis and goes on trying for as long as it takes: it resolves after two seconds at the latest, be there a
 * connection or not. Commands reject at once while there is none.
 */
export async function linkRedis(url: string, log: Logger): Promise<RedisLink> {
  const commands = newClient(url);
  const listening = newClient(url);
  const tasks: (() => void)[] = [];
  let up = true;
  const gone = (reason: string) => {
    if (up) log.log('warn', 'redis-gone', { reason: reason.slice(0, 200) });
    up = false;
  };
  commands.on('error', (error: Error) => gone(error.message));
  listening.on('error', () => {});
  listening.on('ready', () => {
    for (const task of tasks) task();
  });
  commands.on('ready', () => {
    if (!up) log.log('info', 'redis-back');
    up = true;
  });
  const connecting = Promise.all([commands.connect(), listening.connect()]).catch(() => {});
  await bounded(connecting, COMMAND_MS).catch(() => gone('it does not answer'));
  return {
    sendCommand: (args) => bounded(commands.sendCommand([...args]), COMMAND_MS),
    subscribe: async (channel, listener) => {
      // node-redis subscribes again by itself after a break; without a connection it waits for one.
      const subscribing = listening.subscribe(channel, listener);
      subscribing.catch(() => {});
      await bounded(subscribing, COMMAND_MS).catch(() => {});
    },
    whenBack: (task) => void tasks.push(task),
    close: async () => {
      for (const client of [commands, listening]) client.destroy();
      await connecting;
    },
  };
}

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 10_000,
    socket: {
      connectTimeout: COMMAND_MS,
      // Not all replicas at the same moment.
      reconnectStrategy: (tries) =>
        Math.min(50 * 2 ** Math.min(tries, 10), LONGEST_WAIT_MS) * (0.5 + Math.random() / 2),
    },
  });
}

async function bounded<Result>(asked: Promise<Result>, ms: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms`)), ms);
  asked.catch(() => {});
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}
