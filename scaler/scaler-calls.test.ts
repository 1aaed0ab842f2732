import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { Opened, scaledObject } from './keda-fixture.ts';
import type { AnsweredCall } from './scaler-calls.ts';
import { EXTERNAL_SCALER } from './scaler-protocol.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const opened = new Opened();

afterEach(() => opened.close());

test('what goes over the wire is what KEDA’s protocol says, to the byte', () => {
  const { GetMetrics, IsActive, GetMetricSpec } = EXTERNAL_SCALER.service;
  const ref = { name: 'w', namespace: 'n', scalerMetadata: { k: 'v' } };

  const refBytes = '0a0177 12016e 1a06 0a016b 120176';
  expect(hex(IsActive?.requestSerialize(ref))).toBe(spaced(refBytes));
  expect(hex(GetMetrics?.requestSerialize({ scaledObjectRef: ref, metricName: 'm' }))).toBe(
    spaced(`0a0e ${refBytes} 12016d`),
  );
  expect(hex(IsActive?.responseSerialize({ result: true }))).toBe('0801');
  expect(
    hex(GetMetricSpec?.responseSerialize({ metricSpecs: [{ metricName: 'm', targetSize: 1, targetSizeFloat: 1 }] })),
  ).toBe(spaced('0a0e 0a016d 1001 19000000000000f03f'));
  expect(
    hex(GetMetrics?.responseSerialize({ metricValues: [{ metricName: 'm', metricValue: 6, metricValueFloat: 6 }] })),
  ).toBe(spaced('0a0e 0a016d 1006 190000000000001840'));
  expect(IsActive?.path).toBe('/externalscaler.ExternalScaler/IsActive');
});

test('a poll finds one metric with target 1, whose value is the number of pods, in both fields', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf());
  const client = opened.keda(address);

  const poll = await client.poll(scaledObject());

  expect(poll).toEqual({
    spec: { metricName: 'pods-chat', targetSize: 1, targetSizeFloat: 1 },
    value: 6,
    active: true,
  });
  const { metricValues } = await client.metrics(scaledObject(), 'pods-chat');
  expect(metricValues).toEqual([{ metricName: 'pods-chat', metricValue: 6, metricValueFloat: 6 }]);
});

test('asking again changes nothing', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf());
  const client = opened.keda(address);
  const first = await client.poll(scaledObject());

  const again = await Promise.all(Array.from({ length: 20 }, () => client.poll(scaledObject())));

  expect(again).toEqual(Array(20).fill(first));
});

test('no pods are told as 0 in both fields, and as not active', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf({ planned: 0, reactive: 0, neededNow: 0 }));
  const client = opened.keda(address);

  expect(await client.poll(scaledObject())).toMatchObject({ value: 0, active: false });
  const { metricValues } = await client.metrics(scaledObject(), 'pods-chat');
  expect(metricValues).toEqual([{ metricName: 'pods-chat', metricValue: 0, metricValueFloat: 0 }]);
});

test('a metric that nobody told of is NOT_FOUND, with the name to ask for', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf());

  await expect(opened.keda(address).metrics(scaledObject(), 's0-pods-chat')).rejects.toMatchObject({
    code: status.NOT_FOUND,
    details: 'No metric has this name: ask for the one that GetMetricSpec tells: "s0-pods-chat" is not "pods-chat"',
  });
});

test('bad metadata is INVALID_ARGUMENT with the same words from every call', async () => {
  const { address } = await opened.scaler();
  const client = opened.keda(address);
  const ref = scaledObject({ maxReplicas: 'many' });

  const unary = [client.metricSpec(ref), client.metrics(ref, 'pods-chat'), client.isActive(ref)];
  const errors = await Promise.all(
    unary.map((call) =>
      call.then(
        () => undefined,
        (error) => error,
      ),
    ),
  );
  const streams = [client.streamIsActive(ref), client.streamMetricSpec(ref)];

  const words =
    'The metadata of the trigger cannot be used: "workload" is missing, set it in the trigger (or set the variable that "workloadFromEnv" names); "maxReplicas" is "many", must be a whole number from 0 to 10000';
  expect(errors.map(({ code, details }) => [code, details])).toEqual(
    errors.map(() => [status.INVALID_ARGUMENT, words]),
  );
  expect(await Promise.all(streams.map(({ over }) => over))).toEqual([
    status.INVALID_ARGUMENT,
    status.INVALID_ARGUMENT,
  ]);
  await expect(client.metrics(null, 'x')).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('a workload that nobody wrote down is NOT_FOUND, but its metric is told: KEDA’s fallback needs that', async () => {
  const { address } = await opened.scaler({ knows: () => false });
  const client = opened.keda(address);

  expect((await client.metricSpec(scaledObject())).metricSpecs).toHaveLength(1);
  await expect(client.metrics(scaledObject(), 'pods-chat')).rejects.toMatchObject({ code: status.NOT_FOUND });
  expect(await client.streamIsActive(scaledObject()).over).toBe(status.NOT_FOUND);
});

test('with nothing known GetMetrics is UNAVAILABLE and GetMetricSpec is not, and a snapshot heals it', async () => {
  const { store, address } = await opened.scaler();
  const client = opened.keda(address);

  expect((await client.metricSpec(scaledObject())).metricSpecs).toHaveLength(1);
  await expect(client.poll(scaledObject())).rejects.toMatchObject({ code: status.UNAVAILABLE });
  await store.put(snapshotOf());

  expect(await client.poll(scaledObject())).toMatchObject({ value: 6 });
});

test('as data ages, the answers go down the stale ladder, and come back', async () => {
  const startedAt = Date.now();
  let at = startedAt;
  const rungs: (string | undefined)[] = [];
  const { store, address } = await opened.scaler({ now: () => at, answered: ({ rung }) => rungs.push(rung) });
  const ahead = { startAt: startedAt, stepSeconds: 300, counts: [6, 7, 8, 9, 10, 11, 12] };
  await store.put(snapshotOf({ decidedAt: startedAt, ahead }));
  const client = opened.keda(address);
  const told = async (seconds: number) => {
    at = startedAt + seconds * 1000;
    return client.value(scaledObject(), 'pods-chat').catch((error) => error.code);
  };

  const values = [await told(10), await told(900), await told(1799), await told(7200)];
  await store.put(snapshotOf({ decidedAt: at }));
  values.push(await told(7201));

  expect(values).toEqual([6, 9, 12, status.UNAVAILABLE, 6]);
  expect(rungs).toEqual(['fresh', 'old-plan', 'old-plan', 'none', 'fresh']);
});

test('equal names in different namespaces stay apart, over one connection', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf({ workload: 'shop/chat', planned: 7 }));
  await store.put(snapshotOf({ workload: 'bank/chat', planned: 9 }));
  const client = opened.keda(address);

  const values = ['shop', 'bank'].map((namespace) => client.value(scaledObject(undefined, namespace), 'pods-chat'));

  expect(await Promise.all(values)).toEqual([7, 9]);
});

test('a trigger may narrow what is told', async () => {
  const { store, address } = await opened.scaler();
  await store.put(snapshotOf({ planned: 30, reactive: 4 }));
  const client = opened.keda(address);
  const told = (metadata: Record<string, string>) =>
    client.value(scaledObject({ workload: 'chat', metricName: 'wanted', ...metadata }), 'wanted');

  expect([await told({}), await told({ maxReplicas: '12' }), await told({ mode: 'shadow' })]).toEqual([30, 12, 4]);
});

test('every call is told to whoever counts, with its status and what it stood on', async () => {
  const calls: AnsweredCall[] = [];
  const { store, address } = await opened.scaler({ answered: (call) => calls.push(call) });
  const client = opened.keda(address);
  await client.isActive(scaledObject()).catch(() => {});
  await store.put(snapshotOf());
  await client.poll(scaledObject());

  expect(calls.map(({ call, status, rung }) => [call, status, rung])).toEqual([
    ['IsActive', status.UNAVAILABLE, 'none'],
    ['GetMetricSpec', status.OK, undefined],
    ['GetMetrics', status.OK, 'fresh'],
    ['IsActive', status.OK, 'fresh'],
  ]);
});

test('what breaks inside is INTERNAL without its words, which are in the log', async () => {
  const broken = () => {
    throw new Error('a secret of the house');
  };
  const { address, logged } = await opened.scaler({ now: broken });

  await expect(opened.keda(address).isActive(scaledObject())).rejects.toMatchObject({
    code: status.INTERNAL,
    details: 'The scaler broke, its log says how',
  });
  expect(logged).toContain('call-broke');
});

function hex(bytes: Buffer | undefined): string | undefined {
  return bytes?.toString('hex');
}

function spaced(text: string): string {
  return text.replaceAll(' ', '');
}
