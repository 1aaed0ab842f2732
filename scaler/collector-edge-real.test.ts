import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPlace, signToken, startEdge, startPod } from '#conformance';
import { CollectorEdge } from './collector-edge.ts';
import { collecting, NEVER } from './source-fixture.ts';

let places: readonly RunningPlace[];

beforeAll(async () => {
  places = await Promise.all([startPod(), startEdge()]);
});
afterAll(() => Promise.all(places.map((place) => place.stop())));

const GIVEN = { kind: 'edge', name: 'live', field: 'connections', capacityPerPod: 1, timeoutSeconds: 5 } as const;

async function collectorOf({ url }: RunningPlace, role: string): Promise<CollectorEdge> {
  const env = { EDGE_TOKEN: await signToken({ sub: 'scaler', roles: [role] }) };
  return new CollectorEdge({ ...GIVEN, url, tokenFromEnv: 'EDGE_TOKEN' }, collecting(Date.now(), { env }).settings);
}

test('the scaler collects what a pod and the edge count: minutes that are over, and gaps where nobody counted', async () => {
  for (const place of places) {
    const collector = await collectorOf(place, 'reader');
    const toAt = Math.floor(Date.now() / 60_000) * 60_000;

    const samples = await collector.collect({ fromAt: toAt - 600_000, toAt, stepSeconds: 60 }, NEVER);

    // A pod takes stock when it starts; the edge when its first minute is over.
    expect(samples.length).toBeLessThanOrEqual(2);
    for (const { at, value } of samples) expect([at % 60_000, value]).toEqual([0, 0]);
    if (place.name === 'pod-1') expect(samples.length).toBeGreaterThan(0);
    await collector.close();
  }
});

test('a token that may not read the analytics is told so', async () => {
  for (const place of places) {
    const collector = await collectorOf(place, 'member');

    const collecting = collector.collect({ fromAt: Date.now() - 600_000, toAt: Date.now(), stepSeconds: 60 }, NEVER);

    await expect(collecting).rejects.toThrow('This token does not allow that');
    await collector.close();
  }
});
