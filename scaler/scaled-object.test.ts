import { expect, test } from 'vitest';
import { scaledObject } from './keda-fixture.ts';
import { parseScaledObject } from './scaled-object.ts';

test('a key that ends in FromEnv counts as the same without it', () => {
  const fromEnv = parseScaledObject(scaledObject({ workloadFromEnv: 'chat', maxReplicasFromEnv: '9' }));

  expect(fromEnv).toEqual(parseScaledObject(scaledObject({ workload: 'chat', maxReplicas: '9' })));
});

test('a key and its FromEnv that say different things are a fault', () => {
  expect(() => parseScaledObject(scaledObject({ workload: 'chat', workloadFromEnv: 'web' }))).toThrow(
    '"workload" is "chat" and "workloadFromEnv" gives "web", remove one of them',
  );
});

test('keys that nobody knows are let be, odd ones too', () => {
  const metadata = JSON.parse('{"workload":"chat","threshold":"10","__proto__":"x","constructor":"y"}');

  expect(parseScaledObject(scaledObject(metadata)).workload).toBe('shop/chat');
});

test('every fault is told at once', () => {
  const ref = scaledObject(
    { workload: 'Chat Room', metricName: 'a/b', minReplicas: '-1', maxReplicas: '1e9', mode: 'bold' },
    'Shop',
  );

  expect(() => parseScaledObject(ref)).toThrowError(
    expect.objectContaining({
      code: 'bad-metadata',
      reasons: [
        'the namespace is "Shop", must be that of the ScaledObject',
        '"workload" is "Chat Room", must be a name from the file of workloads (a-z, 0-9, "-", ".")',
        '"minReplicas" is "-1", must be a whole number from 0 to 10000',
        '"maxReplicas" is "1e9", must be a whole number from 0 to 10000',
        '"mode" is "bold", must be "shadow", "advise", "up-only", "full"',
      ],
    }),
  );
});

test('a name of a metric that HPA could not ask for is refused', () => {
  for (const metricName of ['a/b', '50%', 'ä', 'm'.repeat(101)]) {
    expect(() => parseScaledObject(scaledObject({ workload: 'chat', metricName }))).toThrow('"metricName" is');
  }
});

test('bounds that cross are refused', () => {
  const ref = scaledObject({ workload: 'chat', minReplicas: '9', maxReplicas: '3' });

  expect(() => parseScaledObject(ref)).toThrow('"minReplicas" is 9, must not be above "maxReplicas", 3');
});

test('a name of a workload cannot reach another namespace', () => {
  expect(() => parseScaledObject(scaledObject({ workload: '../bank/chat' }))).toThrow('"workload" is');
});

test.each([58, 59, 63])(
  'a workload with a name of %i characters is found, with the metric that is named after it',
  (length) => {
    const workload = 'w'.repeat(length);

    const found = parseScaledObject({ name: 'web', namespace: 'shop', scalerMetadata: { workload } });

    expect(found).toMatchObject({ workload: `shop/${workload}`, metricName: `pods-${workload}` });
  },
);
