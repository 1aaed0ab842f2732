import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ClockVirtual, RoomLogSqlite, type SqlDriver, type SqlValue } from '#chat';
import { roomLogSuite } from './room-log-suite.ts';

const ALONE = 'one process writes to a database; the file is locked for others';
const OPENED_ONCE = 'a database is lost only while it is closed; what happens then is tested below';
let epochs = 0;

class Driver implements SqlDriver {
  readonly database: DatabaseSync;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
  }

  rows(statement: string, ...values: readonly SqlValue[]) {
    return this.database.prepare(statement).all(...values) as Array<Record<string, SqlValue>>;
  }

  atomic<Result>(task: () => Result): Result {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = task();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }
}

for (const place of ['memory', 'file'] as const) {
  roomLogSuite({
    name: `SQLite in ${place === 'file' ? 'a file' : 'memory'}`,
    async open(retention) {
      const clock = new ClockVirtual();
      const folder = await mkdtemp(join(tmpdir(), 'breakwater-sqlite-'));
      const path = place === 'file' ? join(folder, 'rooms.db') : ':memory:';
      let driver = new Driver(path);
      const keep = () => new RoomLogSqlite({ driver, clock, retention, newEpoch: () => `sqlite${++epochs}` });
      const log = keep();
      return {
        log,
        advance: async (ms) => clock.advance(ms),
        async restart() {
          // Without a goodbye: the first keeper is not closed, and its connection only so that the file is free.
          driver.database.close();
          driver = new Driver(path);
          return keep();
        },
        async sever() {
          driver.database.close();
        },
        async close() {
          if (driver.database.isOpen) driver.database.close();
          await rm(folder, { recursive: true });
        },
      };
    },
    except: [
      { test: 'append gives every entry an offset of its own when processes race', because: ALONE },
      { test: 'an entry of another process reaches the listener', because: ALONE },
      {
        test: 'when the store was lost, the epoch changes before another entry is handed out',
        because: OPENED_ONCE,
      },
      ...(place === 'memory'
        ? [{ test: 'history, positions and message ids outlive a restart', because: 'memory goes with its process' }]
        : []),
    ],
  });
}
