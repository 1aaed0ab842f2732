import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { Opened, scaledObject, startScaler } from './keda-fixture.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const opened = new Opened();

afterEach(() => opened.close());

test('a thousand objects are answered over one connection, each with its own', async () => {
  const { store, server, address } = await opened.scaler();
  const names = Array.from({ length: 1000 }, (_, index) => `chat-${index}`);
  for (const [index, name] of names.entries()) {
    await store.put(snapshotOf({ workload: `shop/${name}`, planned: 1 + (index % 100), reactive: 0, neededNow: 0 }));
  }
  const client = opened.keda(address);
  const listening = names.map((workload) => client.streamIsActive(scaledObject({ workload })));

  const values = await Promise.all(names.map((name) => client.value(scaledObject({ workload: name }), `pods-${name}`)));

  expect(values).toEqual(names.map((_, index) => 1 + (index % 100)));
  await Promise.all(listening.map((stream) => stream.count(1)));
  expect(server.streams()).toBe(1000);
  expect(store.watching).toBe(1000);
});

test('closing ends streams well, and KEDA finds the next one at the same address', async () => {
  const first = await startScaler();
  await first.store.put(snapshotOf());
  const client = opened.keda(first.address);
  const stream = client.streamIsActive(scaledObject());
  await stream.count(1);

  await first.server.close();

  expect(await stream.over).toBe('ended');
  const second = await opened.scaler({ port: first.server.port });
  await second.store.put(snapshotOf({ planned: 8 }));
  await expect
    .poll(() =>
      client.poll(scaledObject()).then(
        ({ value }) => value,
        () => undefined,
      ),
    )
    .toBe(8);
});

test('a connection that is old is asked to go, and no call and no stream fails of it', async () => {
  const { store, address } = await opened.scaler({ connectionSeconds: 0.1, streamSeconds: 0.5 });
  await store.put(snapshotOf());
  const client = opened.keda(address);
  const stream = client.streamIsActive(scaledObject());

  let over: string | number | undefined;
  stream.over.then((how) => {
    over = how;
  });
  const values = new Set<number>();
  while (over === undefined) values.add((await client.poll(scaledObject())).value);

  expect([...values]).toEqual([6]);
  expect(over).toBe('ended');
});

test('a connection that is old goes even when nobody calls', async () => {
  const { address } = await opened.scaler({ connectionSeconds: 0.1 });
  const client = opened.keda(address);
  await client.metricSpec(scaledObject());

  await client.gone();

  expect((await client.metricSpec(scaledObject())).metricSpecs).toHaveLength(1);
});

test('health tells that it serves, and before it closes that it does not', async () => {
  const { server, address } = await opened.scaler();
  const probe = opened.probe(address);
  const watch = probe.watch('externalscaler.ExternalScaler');
  await watch.count(1);

  expect(await probe.check()).toEqual({ status: 'SERVING' });
  await expect(probe.check('other')).rejects.toMatchObject({ code: status.NOT_FOUND });
  server.retire();
  expect((await watch.count(2)).map(({ status }) => status)).toEqual(['SERVING', 'NOT_SERVING']);
  expect(await probe.check()).toEqual({ status: 'NOT_SERVING' });
});

test('services that are not ours are UNIMPLEMENTED, reflection among them', async () => {
  const { address } = await opened.scaler();
  const client = opened.keda(address);
  const asked = new Promise<number>((resolve) => {
    client.raw('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', resolve);
  });

  expect(await asked).toBe(status.UNIMPLEMENTED);
});

test('a port that is taken is told with the setting to change and what to do', async () => {
  const { server } = await opened.scaler();

  await expect(startScaler({ port: server.port })).rejects.toMatchObject({
    code: 'port',
    message: expect.stringContaining(`GRPC_PORT ${server.port} on 127.0.0.1, another process listens there`),
  });
});
