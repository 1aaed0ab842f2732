import { ClockVirtual, RoomLogMemory } from '#chat';
import { roomLogSuite } from './room-log-suite.ts';

const ALONE = 'a process keeps its own memory, and nobody else has it';
let epochs = 0;

roomLogSuite({
  name: 'memory',
  async open(retention) {
    const clock = new ClockVirtual();
    const log = new RoomLogMemory({ clock, retention, newEpoch: () => `memory${++epochs}` });
    return { log, advance: async (ms) => clock.advance(ms), close: () => log.close() };
  },
  except: [
    { test: 'append gives every entry an offset of its own when processes race', because: ALONE },
    { test: 'an entry of another process reaches the listener', because: ALONE },
    { test: 'who was muted by one process is refused by another', because: ALONE },
    { test: 'a mute outlasts a restart', because: 'memory goes with its process' },
    { test: 'history, positions and message ids outlive a restart', because: 'memory goes with its process' },
    {
      test: 'when the store was lost, the epoch changes before another entry is handed out',
      because: 'memory is lost only together with its process',
    },
    {
      test: 'while the store is away every method is "unavailable" within two seconds',
      because: 'memory cannot be away',
    },
  ],
});
