import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseConfig } from './config.ts';
import { checkManifest } from './keda-manifest.ts';
import { parseWorkloads } from './workloads-file.ts';

/** What `check` says of a ScaledObject that holds pods for so long, beside a policy that does. */
function said(windowSeconds: number, stabilizationSeconds: number, leastMode: string): string[] {
  const policy = { maxReplicas: 9, toleranceUp: 0, toleranceDown: 0, stabilizationSeconds };
  const metrics = [{ name: 'connections', kind: 'pushed', capacityPerPod: 9 }];
  const workloads = parseWorkloads(
    stringify({ workloads: [{ name: 'chat', namespace: 'shop', metrics, policy, leastMode }] }),
  );
  const scaleDown = { tolerance: '0', stabilizationWindowSeconds: windowSeconds };
  const object = {
    kind: 'ScaledObject',
    metadata: { name: 'chat', namespace: 'shop' },
    spec: {
      pollingInterval: 15,
      maxReplicaCount: 9,
      fallback: { behavior: 'currentReplicasIfHigher' },
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: { tolerance: '0' }, scaleDown } } },
      triggers: [
        { type: 'external-push', metadata: { scalerAddress: 'scaler:9090', workload: 'chat' } },
        { type: 'prometheus', metadata: {} },
      ],
    },
  };
  return checkManifest(stringify(object), workloads, parseConfig({}).timing).map(({ sentence }) => sentence);
}

test('pods that two would hold one after the other are told of, and those that nobody would hold', () => {
  expect(said(600, 300, 'shadow')).toEqual([
    'pods go after 300 s of stabilizationSeconds and 600 s of scaleDown.stabilizationWindowSeconds: set one to 0',
    'KEDA can ask with it',
  ]);
  expect(said(0, 0, 'shadow')).toEqual([
    'nothing holds pods while the mode is below "full": set scaleDown.stabilizationWindowSeconds to 300',
    'KEDA can ask with it',
  ]);
});

test('pods that one holds, or that are held by their own people, are as they should be', () => {
  for (const found of [said(300, 0, 'shadow'), said(0, 300, 'shadow'), said(0, 0, 'full')]) {
    expect(found).toEqual(['KEDA can ask with it']);
  }
});
