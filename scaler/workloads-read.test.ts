import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { readWorkloads } from './workloads-read.ts';

const SLOW = `
workloads:
  - name: chat
    namespace: shop
    stepSeconds: 300
    metrics: [{ name: load, kind: pushed, capacityPerPod: 1 }]
    policy: { maxReplicas: 3 }
`;

test('a step that outlasts what counts as a live measurement is refused, with what to set', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-scaler-'));
  const WORKLOADS_FILE = join(folder, 'workloads.yaml');
  await writeFile(WORKLOADS_FILE, SLOW);

  const usual = readWorkloads(parseConfig({ WORKLOADS_FILE }));
  const longer = readWorkloads(parseConfig({ WORKLOADS_FILE, LIVE_SECONDS: '600' }));

  await expect(usual).rejects.toThrow('"shop/chat" is measured each 300 s: set LIVE_SECONDS to 600 or more');
  expect((await longer).map(({ key }) => key)).toEqual(['shop/chat']);
  await rm(folder, { recursive: true });
});

test('a file that is not there is told with its name and the setting', async () => {
  const reading = readWorkloads(parseConfig({ WORKLOADS_FILE: '/nowhere/workloads.yaml' }));

  await expect(reading).rejects.toThrow(/"\/nowhere\/workloads.yaml" cannot be read .* set WORKLOADS_FILE/);
});
