import { expect, test } from 'vitest';
import { parseStormPlan } from './storm-plan.ts';
import { brokenPromises } from './storm-report.ts';
import { runStorm } from './storm-run.ts';

test('a pod that three hundred are at leaves: nobody is ever without a socket, and nobody misses or repeats a word', async () => {
  const report = await runStorm(parseStormPlan(['--kind', 'drain', '--clients', '300']));

  expect(brokenPromises(report)).toEqual([]);
  expect(report).toMatchObject({ hit: 300, neverOffline: 100, unaccepted: 0 });
  expect(report.accepted).toBeGreaterThan(60);
});

test('three pods are replaced one after the other while people talk, and nobody notices', async () => {
  const report = await runStorm(parseStormPlan(['--kind', 'rolling', '--clients', '90', '--per-second', '60']));

  expect(brokenPromises(report)).toEqual([]);
  expect(report).toMatchObject({ hit: 90, neverOffline: 100, unaccepted: 0 });
  expect(report.accepted).toBeGreaterThan(100);
});
