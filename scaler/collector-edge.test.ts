import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectorEdge } from './collector-edge.ts';
import { collecting, json, NEVER, type SourceDouble, startSource } from './source-fixture.ts';

const NOW = 1_700_000_040_000;
const window = { fromAt: NOW - 180_000, toAt: NOW, stepSeconds: 60 };
let source: SourceDouble;
let collector: CollectorEdge;
let refusals: ReturnType<typeof collecting>['refusals'];

beforeEach(async () => {
  source = await startSource(json({ at: [], value: [] }));
  const known = collecting(NOW, { env: { EDGE_TOKEN: 't0ken' } });
  refusals = known.refusals;
  const given = {
    kind: 'edge',
    name: 'live',
    field: 'connections/../x',
    capacityPerPod: 1,
    timeoutSeconds: 1,
  } as const;
  collector = new CollectorEdge({ ...given, url: `${source.url}/`, tokenFromEnv: 'EDGE_TOKEN' }, known.settings);
});
afterEach(async () => {
  await collector.close();
  await source.close();
});

test('columns become samples, and a minute without a report a gap', async () => {
  source.answer = json({ at: [NOW - 180_000, NOW - 120_000, NOW - 60_000], value: [3, null, 5], forecast: [1, 2, 3] });

  const samples = await collector.collect(window, NEVER);

  expect(samples).toEqual([
    { at: NOW - 180_000, value: 3 },
    { at: NOW - 60_000, value: 5 },
  ]);
  const { path, headers } = source.heard[0] ?? { path: '', headers: {} };
  expect(path).toBe(`/api/analytics/connections%2F..%2Fx?from=${window.fromAt}&to=${NOW}&step=60`);
  expect(headers.authorization).toBe('Bearer t0ken');
});

test('columns are found where the edge has them: in an object of their own, beside forecasts, without times of their own', async () => {
  const about = { metric: 'connections', stepSeconds: 60, fromAt: NOW - 180_000 };
  const value = [3, null, 5];
  const at = [NOW - 180_000, NOW - 120_000, NOW - 60_000];
  for (const columns of [{ at, value, low: [1, 1, 1] }, { value }, { 'connections/../x': value }]) {
    source.answer = json({ ...about, columns });

    const samples = await collector.collect(window, NEVER);

    expect(samples).toEqual([
      { at: NOW - 180_000, value: 3 },
      { at: NOW - 60_000, value: 5 },
    ]);
  }
});

test('a month comes in parts of a week', async () => {
  await collector.collect({ ...window, fromAt: NOW - 30 * 86_400_000 }, NEVER);

  expect(source.heard).toHaveLength(5);
});

test('samples of a clock that is too far ahead are refused with that reason', async () => {
  source.answer = json({ at: [NOW - 60_000, NOW + 61_000], value: [1, 2] });

  expect(await collector.collect({ ...window, toAt: NOW + 120_000 }, NEVER)).toHaveLength(1);
  expect(refusals).toEqual([{ reason: 'future', count: 1, firstAt: NOW + 61_000 }]);
});

test('columns that do not fit, and problem details, are told', async () => {
  source.answer = json({ at: [1, 2], value: [1] });
  await expect(collector.collect(window, NEVER)).rejects.toThrow('2 and 1, must be equally many');

  source.answer = json({ title: 'Forbidden', detail: 'The token has no role "reader"' }, 403);
  await expect(collector.collect(window, NEVER)).rejects.toThrow('The token has no role "reader"');

  source.answer = json({ at: [NOW], value: ['many'] });
  await expect(collector.collect(window, NEVER)).rejects.toThrow('a value is "many", must be a number');
});
