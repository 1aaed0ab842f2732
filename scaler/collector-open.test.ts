import { expect, test } from 'vitest';
import { openCollector } from './collector-open.ts';
import { METRIC_SOURCE } from './metric-source.ts';
import { PushedInbox } from './pushed-inbox.ts';
import { collecting, NEVER, startSource } from './source-fixture.ts';

const SOURCES = [
  { kind: 'prometheus', name: 'live', query: 'sum(x)', url: 'http://127.0.0.1:9' },
  { kind: 'edge', name: 'live', url: 'http://127.0.0.1:9' },
  { kind: 'http', name: 'live', url: 'http://127.0.0.1:9', path: '$.x' },
  {
    kind: 'cloudwatch',
    name: 'live',
    url: 'http://127.0.0.1:9',
    region: 'eu-central-1',
    metricNamespace: 'AWS/EC2',
    metricName: 'CPU',
  },
  { kind: 'pushed', name: 'live' },
] as const;
const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const window = () => ({ fromAt: Date.now() - 600_000, toAt: Date.now() + 1_000, stepSeconds: 60 });

test.each(SOURCES)('$kind as the file has it is opened, asked and closed', async (given) => {
  const source = { ...METRIC_SOURCE.parse(given), capacityPerPod: 1 };
  const collector = openCollector(source, collecting(Date.now(), { env, inbox: new PushedInbox() }).settings);

  const asked = collector.collect(window(), NEVER).catch((error) => error.code);

  expect(await asked).toEqual(given.kind === 'pushed' ? [] : 'source-down');
  await collector.close();
  await collector.close();
});

test.each(SOURCES)('$kind is not asked for a caller who has left', async (given) => {
  const source = { ...METRIC_SOURCE.parse(given), capacityPerPod: 1 };
  const collector = openCollector(source, collecting(Date.now(), { env, inbox: new PushedInbox() }).settings);

  const asked = collector.collect(window(), AbortSignal.abort(new Error('we have left')));

  await expect(asked).rejects.toThrow('we have left');
  await collector.close();
});

test('closing a collector ends what it has under way, and no other’s', async () => {
  const source = await startSource((_heard, response) => {
    if (source.heard.length === 2) response.end('{"x":7}');
  });
  const given = { kind: 'http', name: 'live', url: source.url, path: '$.x' };
  const { settings } = collecting(Date.now());
  const [one, other] = [0, 1].map(() => openCollector({ ...METRIC_SOURCE.parse(given), capacityPerPod: 1 }, settings));

  const asked = one?.collect(window(), NEVER);
  await expect.poll(() => source.heard.length).toBe(1);
  await one?.close();

  await expect(asked).rejects.toMatchObject({ code: 'source-down', reasons: ['its collector was closed'] });
  expect(await other?.collect(window(), NEVER)).toHaveLength(1);
  await other?.close();
  await source.close();
});

test('a path that cannot be read is refused when it is opened', () => {
  const source = METRIC_SOURCE.parse({ kind: 'http', name: 'live', url: 'http://127.0.0.1:9', path: '$[?(1)]' });

  expect(() => openCollector({ ...source, capacityPerPod: 1 }, collecting(0).settings)).toThrow(
    'The source of a metric cannot be used',
  );
});
