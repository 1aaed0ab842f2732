import { expect, test } from 'vitest';
import { runLeak } from './leak-run.ts';

test('people who come and go leave nothing in a pod: no room, no timer, no socket, no memory', async () => {
  const report = await runLeak({ cycles: 2_000, wave: 200 });

  expect(report).toMatchObject({ rooms: 0, left: {} });
  // So few show a leak of a kilobyte a visit; the 5 % of the promise need the long run.
  expect(report.heldMegabytes - report.warmMegabytes).toBeLessThan(2);
}, 90_000);
