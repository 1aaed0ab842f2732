import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeeperConfig } from './config.ts';
import type { Ledger } from './ledger.ts';
import { LedgerChained } from './ledger-chained.ts';
import type { Logger } from './logger.ts';
import { linkRedis } from './redis-link.ts';
import { RowKeeperMemory } from './row-keeper-memory.ts';
import { RowKeeperRedis } from './row-keeper-redis.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { SeriesStore } from './series-store.ts';
import { SeriesStoreMemory } from './series-store-memory.ts';
import { SeriesStoreRedis } from './series-store-redis.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';
import { SnapshotStoreRedis } from './snapshot-store-redis.ts';
import type { StateStore } from './state-store.ts';
import { StateStoreMemory } from './state-store-memory.ts';
import { StateStoreRedis } from './state-store-redis.ts';

/** What keeps all that must outlive a decision: opened once, closed once. */
export interface Keepers {
  readonly ledger: Ledger;
  readonly series: SeriesStore;
  readonly states: StateStore;
  readonly snapshots: SnapshotStore;
  /** Rejects, with a sentence, where they cannot be reached right now. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens what the configuration names. A Redis that is not there is no reason not to start: answers come from this process'
 * own decisions until it comes.
 *
 * @throws ScalerFault `data`
 */
export async function openKeepers(config: KeeperConfig, log: Logger): Promise<Keepers> {
  if (config.name === 'redis') return openInRedis(config.url, config.prefix, log);
  if (config.name === 'sqlite') return openInFiles(config.directory, log);
  return together({
    ledger: new LedgerChained(new RowKeeperMemory(), log),
    series: new SeriesStoreMemory(),
    states: new StateStoreMemory(),
    snapshots: new SnapshotStoreMemory(),
    check: async () => {},
    end: async () => {},
  });
}

async function openInFiles(directory: string, log: Logger): Promise<Keepers> {
  // Loaded only where they are used: node:sqlite writes a warning when it is.
  const [{ RowKeeperSqlite }, { SeriesStoreSqlite }, { StateStoreSqlite }] = await Promise.all([
    import('./row-keeper-sqlite.ts'),
    import('./series-store-sqlite.ts'),
    import('./state-store-sqlite.ts'),
  ]);
  const opened: { close(): Promise<void> }[] = [];
  const open = <One extends { close(): Promise<void> }>(make: () => One): One => {
    const one = make();
    opened.push(one);
    return one;
  };
  try {
    mkdirSync(directory, { recursive: true });
    const rows = open(() => new RowKeeperSqlite(join(directory, 'ledger.db')));
    const states = open(() => new StateStoreSqlite(join(directory, 'state.db')));
    return together({
      ledger: new LedgerChained(rows, log),
      series: open(() => new SeriesStoreSqlite(join(directory, 'series.db'))),
      states,
      snapshots: new SnapshotStoreMemory(),
      check: async () => void (await rows.head()),
      end: async () => {},
    });
  } catch (error) {
    await Promise.allSettled(opened.map((one) => one.close()));
    throw new ScalerFault('data', [`"${directory}", ${error instanceof Error ? error.message : error}`], error);
  }
}

async function openInRedis(url: string, prefix: string, log: Logger): Promise<Keepers> {
  const redis = await linkRedis(url, log);
  const snapshots = await SnapshotStoreRedis.open(redis, prefix, log);
  return together({
    ledger: new LedgerChained(new RowKeeperRedis(redis, prefix), log),
    series: new SeriesStoreRedis(redis, prefix),
    states: new StateStoreRedis(redis, prefix),
    snapshots,
    check: async () => void (await redis.sendCommand(['PING'])),
    end: async () => {
      snapshots.close();
      await redis.close();
    },
  });
}

function together({ end, ...keepers }: Omit<Keepers, 'close'> & { readonly end: () => Promise<void> }): Keepers {
  return {
    ...keepers,
    close: async () => {
      await Promise.allSettled([keepers.ledger, keepers.series, keepers.states].map((keeper) => keeper.close()));
      await end();
    },
  };
}
