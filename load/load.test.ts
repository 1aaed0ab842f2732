import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, type RunningPlace, signToken, startEdge, startPod, startRedisServer } from '#conformance';
import { parseOptions } from './options.ts';
import { runLoad } from './run.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { judge } from './threshold.ts';

/** Each scenario in little, in front of a pod and the edge that share a Redis. Speed is not judged here. */
const LITTLE = { connections: 12, seconds: 4, roomSize: 6, messagesPerMinute: 60 };
const SPEEDS = /_ms[<=>]|busy_share/;

let redis: RedisServer;
let places: RunningPlace[];
beforeAll(async () => {
  redis = await startRedisServer();
  places = await Promise.all([startPod({ redisUrl: redis.url }), startEdge({ redisUrl: redis.url })]);
});
afterAll(async () => {
  await Promise.all(places.map((place) => place.stop()));
  await redis.stop();
});

describe('a crowd', () => {
  test.each(Object.entries<Scenario>(SCENARIOS))('as in %s misses nothing', async (_name, scenario) => {
    const little = { ...scenario, ...LITTLE };
    const measures = await runLoad(little, {
      urls: places.map(({ url }) => url),
      token: (index) => signToken({ sub: `visitor-${index}` }),
    });

    const counted = judge(little.thresholds, measures).filter(({ threshold }) => !SPEEDS.test(threshold));
    expect(counted.filter(({ ok }) => !ok)).toEqual([]);
    expect(measures.delivered).toBeGreaterThan(0);
    expect(measures.delivery_p95_ms).toBeGreaterThan(0);
  });
});

describe('the command line', () => {
  test('takes a scenario with other numbers and bounds', () => {
    const options = parseOptions([
      'spike',
      '--connections',
      '50',
      '--threshold',
      'delivery_p95_ms<99',
      '--url',
      'http://a',
    ]);

    expect(options).toMatchObject({ name: 'spike', urls: ['http://a'], scenario: { connections: 50 } });
    expect(typeof options === 'string' ? [] : options.scenario.thresholds).toContainEqual({
      measure: 'delivery_p95_ms',
      sign: '<',
      bound: 99,
    });
  });

  test.each([
    [['calm'], 'There is no scenario "calm"'],
    [['--seconds', '0'], 'whole numbers above 0'],
    [['--url', 'localhost:8787'], 'http:// or https://'],
    [['--threshold', 'quick'], 'must look like'],
    [['--loud'], '--loud'],
  ])('says what is wrong with %j', (args, why) => {
    expect(parseOptions(args)).toContain(why);
  });
});
