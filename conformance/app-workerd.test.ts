import { afterAll, beforeAll } from 'vitest';
import { appSuite } from './app-suite.ts';
import { startEdge } from './edge-process.ts';
import type { RunningPlace } from './place-process.ts';

let edge: RunningPlace;

beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

appSuite({
  name: 'workerd',
  places: () => ({ writer: edge, reader: edge }),
  except: [
    {
      test: 'GET /ready names the log among its checks',
      because: 'without Redis each room keeps its log in its own object: there is no one log that could be asked',
    },
    { test: 'the answer 426 says to what to upgrade', because: 'workerd takes Upgrade out of every answer but 101' },
  ],
});
