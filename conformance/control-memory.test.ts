import { type Clock, ControlMemory, OnceStoreMemory, type OrderStore, OrderStoreSqlite } from '#chat';
import { controlSuite } from './control-suite.ts';
import { Database } from './database.ts';
import { onceStoreSuite } from './once-store-suite.ts';

const CLOCK: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
const ALONE = {
  test: 'another process knows an order within a second, and tells it',
  because: 'what is kept in one process is not shared with another',
};

function opener(openStore: () => OrderStore | undefined) {
  return async () => {
    const store = openStore();
    const controls = [new ControlMemory(CLOCK, store)];
    return {
      control: controls[0] as ControlMemory,
      async again() {
        const control = new ControlMemory(CLOCK, store);
        controls.push(control);
        return control;
      },
      async close() {
        for (const control of controls) await control.close();
      },
    };
  };
}

controlSuite({
  name: 'memory',
  open: opener(() => undefined),
  except: [
    ALONE,
    {
      test: 'an order outlives the process that took it',
      because: 'memory ends with its process; SQLite is beside it',
    },
  ],
});

controlSuite({
  name: 'SQLite',
  open: opener(() => new OrderStoreSqlite(new Database(':memory:'))),
  except: [ALONE],
});

onceStoreSuite({
  name: 'memory',
  open: async () => ({ store: new OnceStoreMemory(CLOCK), close: async () => {} }),
});
