import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type Clock,
  type Control,
  ControlMemory,
  type Durability,
  type Meter,
  type Motions,
  type OnceStore,
  OnceStoreMemory,
  OrderStoreSqlite,
  type Presence,
  PresenceMemory,
  type RateLimiter,
  RateLimiterFallback,
  RateLimiterMemory,
  type Retention,
  type RoomLog,
  RoomLogMemory,
  RoomLogSqlite,
  type SqlDriver,
} from '#chat';
import { type LoadBoard, openStreams } from '#streams';
import { CannotStart } from './cannot-start.ts';
import type { KeeperConfig } from './config.ts';

/** What keeps a pod's rooms: opened once, closed once. */
export interface Keeper {
  readonly log: RoomLog;
  readonly presence: Presence;
  readonly motions?: Motions | undefined;
  readonly limiter: RateLimiter;
  readonly control: Control;
  readonly once: OnceStore;
  /** Throws, with a sentence, when the log cannot be written to right now. */
  readonly check: () => Promise<void>;
  readonly durability: Durability;
  /** A sentence when messages are refused right now because they could not be as safe as that. Throws as `check`. */
  readonly checkDurability: () => Promise<string | undefined>;
  /** Where pods tell how crowded they are, if they share anything. */
  readonly loads?: LoadBoard;
  /** Where else this process may keep what is its own; without it, that goes when the process goes. */
  readonly driver?: SqlDriver;
  readonly close: () => Promise<void>;
}

export interface KeeperPorts {
  readonly clock: Clock;
  readonly meter: Meter;
  /** The name of this process. */
  readonly place: string;
  /** How many processes count together; one where it is not said. */
  readonly replicas?: number;
}

/**
 * Opens the keeper that the configuration names. A Redis that is not there is no reason not to start: the pod is alive
 * and not ready until it comes.
 *
 * @throws CannotStart `data`, `config`
 */
export async function openKeeper(config: KeeperConfig, retention: Retention, ports: KeeperPorts): Promise<Keeper> {
  const { clock, meter } = ports;
  if (config.name === 'redis') {
    const { name: _name, caFile, ...own } = config;
    const ca = caFile === undefined ? undefined : readAuthority(caFile);
    const streams = openStreams({ ...own, ca, retention, meter });
    const limiter = new RateLimiterFallback(streams.limiter, new RateLimiterMemory(clock), ports.replicas ?? 1, clock);
    return { ...streams, limiter, durability: own.durability };
  }
  const presence = new PresenceMemory();
  const limiter = new RateLimiterMemory(clock);
  const once = new OnceStoreMemory(clock);
  if (config.name === 'memory') {
    const log = new RoomLogMemory({ clock, retention, newEpoch });
    const fine = async () => undefined;
    const close = () => closeAll(log, presence);
    const control = new ControlMemory(clock);
    return { log, presence, limiter, once, control, check: fine, durability: 'memory', checkDurability: fine, close };
  }
  // Loaded only where it is used: node:sqlite writes a warning when it is.
  const { openSqlDriverNode } = await import('./sql-driver-node.ts');
  const driver = openSqlDriverNode(config.directory, ports.place);
  let log: RoomLog;
  let control: Control;
  try {
    log = new RoomLogSqlite({ driver, clock, retention, newEpoch });
    control = new ControlMemory(clock, new OrderStoreSqlite(driver));
  } catch (error) {
    driver.close();
    throw new CannotStart('data', [error instanceof Error ? error.message : String(error)], error);
  }
  return {
    driver,
    log,
    presence,
    limiter,
    once,
    control,
    check: async () => {
      driver.rows('SELECT 1');
    },
    durability: 'sqlite',
    checkDurability: async () => driver.check(),
    close: () => closeAll(log, presence).finally(() => driver.close()),
  };
}

function readAuthority(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (error) {
    throw new CannotStart('config', [`REDIS_CA_FILE "${file}" cannot be read`], error);
  }
  throw new CannotStart('config', [`REDIS_CA_FILE "${file}" has no certificate, must be a PEM file`]);
}

/** A name that no other epoch had: 80 random bits. */
function newEpoch(): string {
  return randomBytes(10).toString('hex');
}

async function closeAll(log: RoomLog, presence: Presence): Promise<void> {
  await presence.close();
  await log.close();
}
