import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { Opened, scaledObject } from './keda-fixture.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const opened = new Opened();

afterEach(() => opened.close());

test('StreamIsActive tells the state when it is opened, then transitions only', async () => {
  const { store, address } = await opened.scaler();
  const at = Date.now();
  await store.put(snapshotOf({ decidedAt: at }));
  const stream = opened.keda(address).streamIsActive(scaledObject());
  await stream.count(1);

  const asleep = { planned: 0, reactive: 0, neededNow: 0 };
  for (const [index, over] of [{}, { planned: 9 }, asleep, asleep, {}].entries()) {
    await store.put(snapshotOf({ ...over, decidedAt: at + index + 1, liveAt: at, forecastAt: at }));
  }

  expect((await stream.count(3)).map(({ result }) => result)).toEqual([true, false, true]);
});

test('StreamIsActive notices what time alone changes', async () => {
  const at = Date.now();
  let now = at;
  const { store, address } = await opened.scaler({ now: () => now, lookSeconds: 0.02 });
  const ahead = { startAt: at, stepSeconds: 900, counts: [0, 0, 5] };
  await store.put(snapshotOf({ decidedAt: at, planned: 0, reactive: 0, neededNow: 0, lastKnown: 0, ahead }));
  const stream = opened.keda(address).streamIsActive(scaledObject());
  await stream.count(1);

  now = at + 1_700_000;

  expect((await stream.count(2)).map(({ result }) => result)).toEqual([false, true]);
});

test('a stream opened before anything is known tells once it is', async () => {
  const { store, address } = await opened.scaler();
  const client = opened.keda(address);
  const stream = client.streamIsActive(scaledObject());
  await client.metricSpec(scaledObject());

  await store.put(snapshotOf());

  expect(await stream.count(1)).toEqual([{ result: true }]);
});

test('a stream that is cancelled leaves nothing behind', async () => {
  const { store, server, address } = await opened.scaler();
  await store.put(snapshotOf());
  const client = opened.keda(address);
  const [active, spec] = [client.streamIsActive(scaledObject()), client.streamMetricSpec(scaledObject())];
  await Promise.all([active.count(1), spec.count(1)]);
  expect([store.watching, server.streams()]).toEqual([1, 2]);

  active.cancel();
  spec.cancel();

  expect([await active.over, await spec.over]).toEqual([status.CANCELLED, status.CANCELLED]);
  await expect.poll(() => [store.watching, server.streams()]).toEqual([0, 0]);
});

test('a stream whose workload is taken away ends with NOT_FOUND, and the process lives on', async () => {
  let known = true;
  const { store, address } = await opened.scaler({ knows: () => known, lookSeconds: 0.02 });
  await store.put(snapshotOf());
  const client = opened.keda(address);
  const stream = client.streamIsActive(scaledObject());
  await stream.count(1);

  known = false;

  expect(await stream.over).toBe(status.NOT_FOUND);
  expect((await client.metricSpec(scaledObject())).metricSpecs).toHaveLength(1);
});

test('StreamMetricSpec tells at once what GetMetricSpec tells', async () => {
  const { address } = await opened.scaler();
  const client = opened.keda(address);

  const stream = client.streamMetricSpec(scaledObject());

  expect(await stream.count(1)).toEqual([await client.metricSpec(scaledObject())]);
});

test('StreamMetricSpec is UNIMPLEMENTED where it is switched off, and the rest works', async () => {
  const { store, address } = await opened.scaler({ streamMetricSpec: false });
  await store.put(snapshotOf());
  const client = opened.keda(address);

  expect(await client.streamMetricSpec(scaledObject()).over).toBe(status.UNIMPLEMENTED);
  expect(await client.poll(scaledObject())).toMatchObject({ value: 6 });
});

test('streams end well when they are old', async () => {
  const { store, address } = await opened.scaler({ streamSeconds: 0.05 });
  await store.put(snapshotOf());
  const client = opened.keda(address);

  const over = [client.streamIsActive(scaledObject()).over, client.streamMetricSpec(scaledObject()).over];

  expect(await Promise.all(over)).toEqual(['ended', 'ended']);
});
