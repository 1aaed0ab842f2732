import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockVirtual, RoomLogSqlite } from '#chat';
import { Database } from './database.ts';
import { roomLogSuite } from './room-log-suite.ts';

const ALONE = 'one process writes to a database; the file is locked for others';
const OPENED_ONCE = 'a database is lost only while it is closed; room-log-sqlite-file.test.ts has what happens then';
let epochs = 0;

for (const place of ['memory', 'file'] as const) {
  roomLogSuite({
    name: `SQLite in ${place === 'file' ? 'a file' : 'memory'}`,
    async open(retention) {
      const clock = new ClockVirtual();
      const folder = await mkdtemp(join(tmpdir(), 'breakwater-sqlite-'));
      const path = place === 'file' ? join(folder, 'rooms.db') : ':memory:';
      let driver = new Database(path);
      const keep = () => new RoomLogSqlite({ driver, clock, retention, newEpoch: () => `sqlite${++epochs}` });
      const log = keep();
      return {
        log,
        advance: async (ms) => clock.advance(ms),
        async restart() {
          // Without a goodbye: the first keeper is not closed, and its connection only so that the file is free.
          driver.sqlite.close();
          driver = new Database(path);
          return keep();
        },
        async sever() {
          driver.sqlite.close();
        },
        async close() {
          if (driver.sqlite.isOpen) driver.sqlite.close();
          await rm(folder, { recursive: true });
        },
      };
    },
    except: [
      { test: 'append gives every entry an offset of its own when processes race', because: ALONE },
      { test: 'an entry of another process reaches the listener', because: ALONE },
      { test: 'who was muted by one process is refused by another', because: ALONE },
      {
        test: 'when the store was lost, the epoch changes before another entry is handed out',
        because: OPENED_ONCE,
      },
      ...(place === 'memory'
        ? ['history, positions and message ids outlive a restart', 'a mute outlasts a restart'].map((test) => ({
            test,
            because: 'memory goes with its process',
          }))
        : []),
    ],
  });
}
