import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelCredentials, credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Issued, makeAuthority } from '#conformance';
import { Opened, scaledObject, startScaler } from './keda-fixture.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const HOUSE = makeAuthority('house');
const STRANGER = makeAuthority('stranger');
const opened = new Opened();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-tls-'));
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);

/** Puts a file in its place as Kubernetes does: all of it at once. */
function place(name: string, text: string): string {
  writeFileSync(path(`${name}.new`), text);
  renameSync(path(`${name}.new`), path(name));
  return path(name);
}
function placePair({ cert, key }: Issued) {
  return { certFile: place('tls.crt', cert), keyFile: place('tls.key', key) };
}

async function secured(server: Issued, clientCa?: string) {
  const clientCaFile = clientCa === undefined ? undefined : place('ca.crt', clientCa);
  const started = await opened.scaler({ tls: { ...placePair(server), clientCaFile }, tlsLookSeconds: 0.02 });
  await started.store.put(snapshotOf());
  return started;
}

/** What a client with these certificates is told, or gRPC's number. */
async function ask(address: string, channel: ChannelCredentials): Promise<number | string> {
  return opened
    .keda(address, channel)
    .metrics(scaledObject(), 'pods-chat')
    .then(
      ({ metricValues }) => `${metricValues[0]?.metricValue} pods`,
      ({ code }) => code as number,
    );
}
function channel(ca: string, client?: Issued): ChannelCredentials {
  const pem = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
  return credentials.createSsl(pem(ca), pem(client?.key), pem(client?.cert));
}

test('over TLS a client that trusts the authority is answered, one that does not turns away', async () => {
  const { address } = await secured(HOUSE.issue('scaler'));

  expect(await ask(address, channel(HOUSE.cert))).toBe('6 pods');
  expect(await ask(address, channel(STRANGER.cert))).toBe(status.UNAVAILABLE);
});

test('plain text to a TLS port is refused, and TLS to a plain port too', async () => {
  const { address } = await secured(HOUSE.issue('scaler'));
  const plain = await opened.scaler();

  expect(await ask(address, credentials.createInsecure())).toBe(status.UNAVAILABLE);
  expect(await ask(plain.address, channel(HOUSE.cert))).toBe(status.UNAVAILABLE);
});

test('with mutual TLS only a certificate of our authority that has not ended is let in', async () => {
  const { address } = await secured(HOUSE.issue('scaler'), HOUSE.cert);

  expect(await ask(address, channel(HOUSE.cert, HOUSE.issue('keda')))).toBe('6 pods');
  expect(await ask(address, channel(HOUSE.cert))).toBe(status.UNAVAILABLE);
  expect(await ask(address, channel(HOUSE.cert, STRANGER.issue('keda')))).toBe(status.UNAVAILABLE);
  expect(await ask(address, channel(HOUSE.cert, HOUSE.issue('keda', -1)))).toBe(status.UNAVAILABLE);
});

test('other certificates in the files are taken up without a restart, and nobody who is in is thrown out', async () => {
  const { address, logged } = await secured(HOUSE.issue('scaler'), HOUSE.cert);
  const before = opened.keda(address, channel(HOUSE.cert, HOUSE.issue('keda')));
  await before.poll(scaledObject());

  place('ca.crt', STRANGER.cert);
  placePair(STRANGER.issue('scaler'));
  await expect.poll(() => ask(address, channel(STRANGER.cert, STRANGER.issue('keda')))).toBe('6 pods');

  expect(await ask(address, channel(HOUSE.cert, HOUSE.issue('keda')))).toBe(status.UNAVAILABLE);
  expect(await before.poll(scaledObject())).toMatchObject({ value: 6 });
  expect(logged).toContain('certificates-rotated');
});

test('files that cannot be used change nothing, whatever is wrong with them', async () => {
  const { server, address, logged } = await secured(HOUSE.issue('scaler'));
  const other = HOUSE.issue('scaler');
  const broken = [
    () => place('tls.crt', 'not a certificate'),
    () => place('tls.crt', other.cert),
    () => placePair(HOUSE.issue('scaler', -1)),
    () => rmSync(path('tls.key')),
  ];

  for (const breaks of broken) {
    breaks();
    expect(server.lookAtCertificates()).toBe(false);
    expect(await ask(address, channel(HOUSE.cert))).toBe('6 pods');
  }
  expect(logged).toContain('certificates-kept');
  placePair(other);
  await expect.poll(() => logged).toContain('certificates-rotated');
});

test('a start with wrong certificates is refused with every fault', async () => {
  const tls = { certFile: path('absent.crt'), keyFile: path('absent.key') };
  const ended = placePair(HOUSE.issue('scaler', -1));
  const strange = { ...ended, keyFile: place('other.key', STRANGER.issue('scaler').key) };

  await expect(startScaler({ tls })).rejects.toMatchObject({
    code: 'bad-tls',
    reasons: [
      `the certificate "${tls.certFile}" cannot be read (ENOENT)`,
      `the key "${tls.keyFile}" cannot be read (ENOENT)`,
    ],
  });
  await expect(startScaler({ tls: strange })).rejects.toMatchObject({
    reasons: [
      expect.stringContaining('does not belong to the certificate'),
      expect.stringMatching(/ended at .*Z, renew it$/),
    ],
  });
});
