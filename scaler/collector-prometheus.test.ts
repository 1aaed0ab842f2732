import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAuthority } from '#conformance';
import { CollectorPrometheus } from './collector-prometheus.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { SourceOf } from './metric-source.ts';
import { collecting, type Heard, json, NEVER, type SourceDouble, startSource } from './source-fixture.ts';

const NOW = 1_700_000_040_000;
const window = { fromAt: NOW - 300_000, toAt: NOW, stepSeconds: 60 };
const QUERY = 'sum(websocket_connections_active{app="chat"})';
let source: SourceDouble;
let folder: string;
const opened: CollectorPrometheus[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-prometheus-'));
  source = await startSource(json(matrix([])));
});
afterEach(async () => {
  for (const collector of opened.splice(0)) await collector.close();
  await source.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(more: Partial<SourceOf<'prometheus'>> = {}, settings: Partial<CollectorSettings> = {}) {
  const known = collecting(NOW, settings);
  const given = { kind: 'prometheus', name: 'live', query: QUERY, url: source.url } as const;
  const collector = new CollectorPrometheus(
    { ...given, capacityPerPod: 10, timeoutSeconds: 2, ...more },
    known.settings,
  );
  opened.push(collector);
  return { collector, refusals: known.refusals };
}

function matrix(values: ReadonlyArray<readonly [seconds: number, text: string]>, more: object = {}) {
  const result = values.length === 0 ? [] : [{ metric: {}, values }];
  return { status: 'success', data: { resultType: 'matrix', result }, ...more };
}
const seconds = (stepsBack: number) => (NOW - stepsBack * 60_000) / 1000;
const formOf = ({ body }: Heard) => new URLSearchParams(body);
const faultOf = (asked: Promise<unknown>) =>
  asked.then(
    () => ({ code: 'none', message: '' }),
    (error) => error,
  );

test('the operator’s query is sent as it stands, with whole multiples of the step', async () => {
  source.answer = json(
    matrix([
      [seconds(2), '7'],
      [seconds(1), '8.5e0'],
    ]),
  );

  const samples = await open().collector.collect({ ...window, fromAt: window.fromAt - 17 }, NEVER);

  expect(samples).toEqual([
    { at: NOW - 120_000, value: 7 },
    { at: NOW - 60_000, value: 8.5 },
  ]);
  expect(source.heard[0]).toMatchObject({ method: 'POST', path: '/api/v1/query_range' });
  expect(Object.fromEntries(formOf(source.heard[0] as Heard))).toEqual({
    query: QUERY,
    start: String(window.fromAt / 1000),
    end: String(NOW / 1000),
    step: '60',
    timeout: '2s',
    partial_response: 'false',
  });
});

test('no name from outside can get into a query, and no query can get out of its field', async () => {
  const query = 'sum(a{b="c&start=0&query=up"}) or vector(1) # {workload} {{workload}} $workload %s';
  const workload = 'shop/x"} or sum(secrets{a="';
  const { collector } = open({ query, name: 'x"}) or vector(9) #' }, { workload });

  await collector.collect(window, NEVER);

  const form = formOf(source.heard[0] as Heard);
  expect(form.getAll('query')).toEqual([query]);
  expect(form.getAll('start')).toEqual([String(window.fromAt / 1000)]);
  expect(decodeURIComponent(JSON.stringify(source.heard))).not.toContain('secrets');
});

test('a long window is asked for in parts under 11,000 points, each point once', async () => {
  source.answer = (heard, response) => {
    const form = formOf(heard);
    const [start, end] = [Number(form.get('start')), Number(form.get('end'))];
    const count = (end - start) / 60 + 1;
    const values = Array.from({ length: count }, (_, index) => [start + index * 60, '1'] as const);
    json(count > 11_000 ? { status: 'error', error: 'exceeded maximum resolution' } : matrix(values), 200)(
      heard,
      response,
    );
  };

  const samples = await open().collector.collect({ ...window, fromAt: NOW - 25_000 * 60_000 }, NEVER);

  expect(source.heard).toHaveLength(3);
  expect(samples).toHaveLength(25_001);
  expect(new Set(samples.map(({ at }) => at)).size).toBe(25_001);
});

test('a gap stays a gap, and NaN and infinities are left out and told', async () => {
  source.answer = json(
    matrix([
      [seconds(5), '1'],
      [seconds(4), 'NaN'],
      [seconds(3), '+Inf'],
      [seconds(1), '2'],
    ]),
  );

  const { collector, refusals } = open();

  expect(await collector.collect(window, NEVER)).toEqual([
    { at: NOW - 300_000, value: 1 },
    { at: NOW - 60_000, value: 2 },
  ]);
  expect(refusals).toEqual([{ reason: 'not-finite', count: 2, firstAt: NOW - 240_000 }]);
});

test('what a server says of a time that its own clock has not reached is refused: it only repeats', async () => {
  const behind = new Date(NOW - 180_000).toUTCString();
  const values = [5, 4, 3, 2, 1, 0].map((back) => [seconds(back), '3'] as const);
  source.answer = json(matrix(values), 200, { date: behind });

  const { collector, refusals } = open();
  const samples = await collector.collect(window, NEVER);

  expect(samples.at(-1)?.at).toBe(NOW - 120_000);
  expect(refusals).toEqual([{ reason: 'future', count: 2, firstAt: NOW - 60_000 }]);
});

test('how old a value may be is asked for where the source says so', async () => {
  await open({ staleSeconds: 45 }).collector.collect(window, NEVER);

  expect(formOf(source.heard[0] as Heard).get('lookback_delta')).toBe('45s');
});

test.each([
  [
    400,
    { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:5: parse error: x' },
    'source-refused',
    '400; bad_data: invalid parameter',
  ],
  [
    422,
    { status: 'error', errorType: 'execution', error: 'many-to-many matching not allowed' },
    'source-refused',
    'many-to-many',
  ],
  [401, 'Unauthorized', 'source-refused', 'give it a token or a user that may read'],
  [500, { status: 'error', errorType: 'internal', error: 'disk is gone' }, 'source-failed', 'disk is gone'],
  [503, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 'source-failed', 'query timed out'],
  [301, '', 'source-refused', 'give the address that it sends to'],
  [200, { hello: 'world' }, 'bad-answer', 'is this the address of a Prometheus?'],
  [
    200,
    { status: 'success', data: { resultType: 'matrix', result: [{ values: [['x', 1]] }] } },
    'bad-answer',
    'no pair',
  ],
])('%i with %j is told as it is', async (status, body, code, words) => {
  source.answer = json(body, status);

  const fault = await faultOf(open().collector.collect(window, NEVER));

  expect(fault.code).toBe(code);
  expect(fault.message).toContain(words);
});

test('a server that is busy says for how long', async () => {
  source.answer = json({}, 429, { 'retry-after': '7' });

  expect(await faultOf(open().collector.collect(window, NEVER))).toMatchObject({ code: 'source-busy' });
});

test('words of a source are shown on one line, and not all of them', async () => {
  source.answer = json({ status: 'error', error: `a\n\u001b[31mred\u202e${'x'.repeat(5_000)}` }, 400);

  const { message } = await faultOf(open().collector.collect(window, NEVER));

  expect(message).toMatch(/^[^\p{Cc}\p{Cf}]{1,500}$/u);
});

test('a query that gives several series is refused with what to do', async () => {
  const two = { status: 'success', data: { resultType: 'matrix', result: [{ values: [] }, { values: [] }] } };
  source.answer = json(two);

  expect((await faultOf(open().collector.collect(window, NEVER))).message).toContain('put sum(…) around it');
});

test('an answer that a store is missing from is not taken for all there is', async () => {
  source.answer = json(matrix([[seconds(1), '1']], { warnings: ['No StoreAPIs matched for this query'] }));
  expect(await faultOf(open().collector.collect(window, NEVER))).toMatchObject({ code: 'bad-answer' });

  source.answer = json(matrix([[seconds(1), '1']], { warnings: ['PromQL warning: no counter'], infos: ['x'] }));
  expect(await open().collector.collect(window, NEVER)).toHaveLength(1);
});

test('slow, huge and broken answers end in their own faults', async () => {
  const codes: string[] = [];
  const ask = async (settings: Partial<CollectorSettings> = {}) => {
    codes.push((await faultOf(open({ timeoutSeconds: 0.1 }, settings).collector.collect(window, NEVER))).code);
  };

  source.answer = () => {};
  await ask();
  source.answer = (_heard, response) => response.end('x'.repeat(10_001));
  await ask({ mostBytes: 10_000 });
  source.answer = (_heard, response) => response.end('{"status":');
  await ask();
  source.answer = (_heard, response) => response.destroy();
  await ask();

  expect(codes).toEqual(['source-slow', 'source-too-large', 'bad-answer', 'source-down']);
});

test('it is left by the caller’s signal in the middle of a long window', async () => {
  const leaving = new AbortController();
  source.answer = (heard, response) => {
    if (source.heard.length === 2) leaving.abort(new Error('we are leaving'));
    else json(matrix([]))(heard, response);
  };

  const asked = open().collector.collect({ ...window, fromAt: NOW - 40_000 * 60_000 }, leaving.signal);

  await expect(asked).rejects.toThrow('we are leaving');
  expect(source.heard).toHaveLength(2);
});

test('over TLS with a token in a file, and its CA in another', async () => {
  const house = makeAuthority('house');
  await source.close();
  source = await startSource(json(matrix([])), house.issue('127.0.0.1'));
  const [tokenFile, caFile] = [join(folder, 'token'), join(folder, 'ca.crt')];
  writeFileSync(tokenFile, 't0ken\n');
  writeFileSync(caFile, house.cert);

  await open({ tokenFile, caFile }).collector.collect(window, NEVER);

  expect(source.heard[0]?.headers.authorization).toBe('Bearer t0ken');
  expect(await faultOf(open({ tokenFile }).collector.collect(window, NEVER))).toMatchObject({ code: 'source-down' });
});

test('a source without an address is refused when it is opened, unless one is set for all', async () => {
  const { settings } = collecting(NOW);
  const bare = { kind: 'prometheus', name: 'live', query: QUERY, capacityPerPod: 1, timeoutSeconds: 1 } as const;

  expect(() => new CollectorPrometheus(bare, settings)).toThrow('"live" has no "url"');
  const { collector } = open({ url: undefined }, { prometheusUrl: `${source.url}/prom/` });
  await collector.collect(window, NEVER);
  expect(source.heard[0]?.path).toBe('/prom/api/v1/query_range');
});
