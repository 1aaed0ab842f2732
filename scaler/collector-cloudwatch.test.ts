import { afterEach, expect, test } from 'vitest';
import { DOUBLE_KEYS, startCloudWatch } from './cloudwatch-fixture.ts';
import { CollectorCloudWatch } from './collector-cloudwatch.ts';
import type { SourceOf } from './metric-source.ts';
import { collecting, json, NEVER, type SourceDouble, startSource } from './source-fixture.ts';

const NOW = 1_700_000_040_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
const window = { fromAt: NOW - 5 * MINUTE, toAt: NOW, stepSeconds: 60 };
const ends: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function open(
  source: Pick<SourceDouble, 'url' | 'close'>,
  more: Partial<SourceOf<'cloudwatch'>> = {},
  env: Record<string, string> = DOUBLE_KEYS,
) {
  const { settings, refusals } = collecting(NOW, { env });
  const collector = new CollectorCloudWatch(
    {
      kind: 'cloudwatch',
      name: 'live',
      url: source.url,
      region: 'eu-central-1',
      metricNamespace: 'AWS/ApplicationELB',
      metricName: 'ActiveConnectionCount',
      dimensions: { LoadBalancer: 'app/chat/1', Zone: 'a' },
      statistic: 'Average',
      periodSeconds: 60,
      accessKeyFromEnv: 'AWS_ACCESS_KEY_ID',
      secretKeyFromEnv: 'AWS_SECRET_ACCESS_KEY',
      sessionTokenFromEnv: 'AWS_SESSION_TOKEN',
      capacityPerPod: 1,
      timeoutSeconds: 2,
      ...more,
    },
    settings,
  );
  ends.push(source.close, () => collector.close());
  return { collector, refusals };
}

test('a signed question is answered with whole periods, and a gap stays a gap', async () => {
  const gapAt = (NOW - 3 * MINUTE) / 1000;
  const cloud = await startCloudWatch((seconds) => (seconds === gapAt ? undefined : seconds % 1000));

  const samples = await open(cloud).collector.collect(window, NEVER);

  const expected = [5, 4, 2, 1].map((back) => ({ at: NOW - back * MINUTE, value: (NOW / 1000 - back * 60) % 1000 }));
  expect(samples).toEqual(expected);
  expect(cloud.asked[0]?.MetricDataQueries[0]?.MetricStat).toEqual({
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'ActiveConnectionCount',
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'app/chat/1' },
        { Name: 'Zone', Value: 'a' },
      ],
    },
    Period: 60,
    Stat: 'Average',
  });
});

test('keys that are wrong, and a session that is over, are refused in AWS’s own words', async () => {
  const cloud = await startCloudWatch(() => 1);

  const wrong = open(cloud, {}, { ...DOUBLE_KEYS, AWS_SECRET_ACCESS_KEY: 'other' });
  await expect(wrong.collector.collect(window, NEVER)).rejects.toMatchObject({
    code: 'source-refused',
    message: expect.stringContaining('SignatureDoesNotMatch: double'),
  });
  const stranger = open(cloud, {}, { ...DOUBLE_KEYS, AWS_ACCESS_KEY_ID: 'AKIOTHER' });
  await expect(stranger.collector.collect(window, NEVER)).rejects.toThrow('UnrecognizedClientException');
  expect(cloud.asked).toEqual([]);
});

test('keys that are not set are told by their names, before anybody is asked', async () => {
  const cloud = await startCloudWatch(() => 1);

  const { collector } = open(cloud, { accessKeyFromEnv: 'MY_KEY' }, {});

  await expect(collector.collect(window, NEVER)).rejects.toMatchObject({
    code: 'bad-source',
    reasons: ['MY_KEY, the AWS access key, is not set', 'AWS_SECRET_ACCESS_KEY, the AWS secret key, is not set'],
  });
  expect(cloud.heard).toEqual([]);
});

test('a session’s token is sent and signed', async () => {
  const cloud = await startCloudWatch(() => 1);

  await open(cloud, {}, { ...DOUBLE_KEYS, AWS_SESSION_TOKEN: 'short-lived' }).collector.collect(window, NEVER);

  expect(cloud.heard[0]?.headers['x-amz-security-token']).toBe('short-lived');
  expect(cloud.heard[0]?.headers.authorization).toContain('x-amz-security-token');
});

test('pages are fetched until there are no more, but not for ever', async () => {
  const cloud = await startCloudWatch(() => 1, 100);
  const day = { ...window, fromAt: NOW - DAY };

  expect(await open(cloud).collector.collect(day, NEVER)).toHaveLength(1_440);
  expect(cloud.asked).toHaveLength(15);
  const endless = await startCloudWatch(() => 1, 1);
  await expect(open(endless).collector.collect(day, NEVER)).rejects.toMatchObject({ code: 'source-too-large' });
});

test('months come in the periods that are still kept, what is counted in one unit', async () => {
  const cloud = await startCloudWatch((_seconds, period) => period * 2, 50_000);

  const samples = await open(cloud, { statistic: 'Sum' }).collector.collect(
    { ...window, fromAt: NOW - 80 * DAY },
    NEVER,
  );

  expect(new Set(cloud.asked.map(({ MetricDataQueries }) => MetricDataQueries[0]?.MetricStat.Period))).toEqual(
    new Set([3_600, 300, 60]),
  );
  expect(new Set(samples.map(({ value }) => value))).toEqual(new Set([120]));
  expect(samples.every(({ at }, index) => at > (samples[index - 1]?.at ?? 0))).toBe(true);
});

test.each([
  [400, { __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' }, 'source-busy', 'Rate exceeded'],
  [400, { __type: 'InvalidParameterValue', Message: 'no such period' }, 'source-refused', 'no such period'],
  [500, { __type: 'InternalServiceFault' }, 'source-failed', 'InternalServiceFault'],
  [200, {}, 'bad-answer', 'MetricDataResults'],
  [
    200,
    { MetricDataResults: [{ Id: 'm1', StatusCode: 'Forbidden', Timestamps: [], Values: [] }] },
    'source-refused',
    'Forbidden',
  ],
  [
    200,
    { MetricDataResults: [{ Id: 'm1', StatusCode: 'InternalError', Timestamps: [], Values: [] }] },
    'source-failed',
    'Internal',
  ],
  [200, { MetricDataResults: [{ Id: 'm1', Timestamps: [1], Values: [] }] }, 'bad-answer', 'not equally many'],
])('%i with %j is told as it is', async (status, body, code, words) => {
  const source = await startSource(json(body, status));

  const asked = open(source).collector.collect(window, NEVER);

  await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

test('samples that nobody asked for are refused', async () => {
  const result = {
    Id: 'm1',
    StatusCode: 'Complete',
    Timestamps: [(NOW + DAY) / 1000, (NOW - DAY) / 1000],
    Values: [1, 2],
  };
  const source = await startSource(json({ MetricDataResults: [result] }));

  const { collector, refusals } = open(source);

  expect(await collector.collect(window, NEVER)).toEqual([]);
  expect(refusals.map(({ reason }) => reason)).toEqual(['future', 'outside']);
});
