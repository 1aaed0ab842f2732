import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * What a client that imitates KEDA must see, and the sentence of the test that tries it. The contract's numbers are from
 * KEDA's main branch of August 2026.
 */
const CASES: readonly (readonly [number: number, what: string, file: string, sentence: string])[] = [
  [1, 'GetMetricSpec: deterministic, never empty, target 1', 'scaler-calls', 'a poll finds one metric with target 1'],
  [2, 'an unknown metric name is NOT_FOUND', 'scaler-calls', 'a metric that nobody told of is NOT_FOUND'],
  [3, 'the integer field is the float rounded up', 'scaler-calls', 'whose value is the number of pods, in both fields'],
  [4, 'zero is 0 in both fields', 'scaler-calls', 'no pods are told as 0 in both fields, and as not active'],
  [5, 'never NaN, infinite or negative', 'stale-ladder', 'every answer is a whole number within the bounds'],
  [6, 'GetMetrics and IsActive from one snapshot', 'scaler-calls', 'no pods are told as 0 in both fields, and as not'],
  [7, 'bad metadata: INVALID_ARGUMENT from every call', 'scaler-calls', 'with the same words from every call'],
  [8, 'keys that end in FromEnv', 'scaled-object', 'a key that ends in FromEnv counts as the same without it'],
  [9, 'equal names in different namespaces', 'scaler-calls', 'equal names in different namespaces stay apart'],
  [10, 'answers while Prometheus hangs', 'scaler', 'answers at once while Prometheus hangs'],
  [11, 'the stale ladder, and back', 'scaler-calls', 'as data ages, the answers go down the stale ladder'],
  [
    12,
    'StreamIsActive: the state, then transitions',
    'scaler-streams',
    'the state when it is opened, then transitions',
  ],
  [12, 'streams end well on SIGTERM', 'grpc-server', 'closing ends streams well'],
  [13, 'StreamMetricSpec at once, as GetMetricSpec', 'scaler-streams', 'tells at once what GetMetricSpec tells'],
  [14, 'without the fifth call', 'scaler-streams', 'is UNIMPLEMENTED where it is switched off, and the rest works'],
  [15, 'plain, TLS, mutual TLS; who is refused', 'grpc-tls', 'only a certificate of our authority that has not ended'],
  [15, 'rotation without a restart', 'grpc-tls', 'other certificates in the files are taken up without a restart'],
  [16, 'one connection, a thousand objects', 'grpc-server', 'a thousand objects are answered over one connection'],
  [17, 'reconnecting after a restart', 'grpc-server', 'KEDA finds the next one at the same address'],
  [17, 'GOAWAY and the age of connections', 'grpc-server', 'a connection that is old is asked to go, and no call'],
  [18, 'asking again changes nothing', 'scaler-calls', 'asking again changes nothing'],
  [19, 'unknown keys', 'scaled-object', 'keys that nobody knows are let be'],
  [20, 'a call that is cancelled', 'scaler-streams', 'a stream that is cancelled leaves nothing behind'],
  [21, 'health', 'grpc-server', 'health tells that it serves, and before it closes that it does not'],
  [21, 'no reflection', 'grpc-server', 'services that are not ours are UNIMPLEMENTED, reflection among them'],
  [22, 'HPA ends at every count', 'hpa', 'without tolerance HPA ends at every count from every count'],
  [22, 'and at the reachable one', 'hpa', 'with a tolerance of a tenth HPA ends at the reachable count'],
  [23, 'KEDA’s own numbers', 'hpa', '20 with target 10 is 2, 22.222 with 6.111 is 4'],
];

const textOf = (file: string) => readFileSync(join(import.meta.dirname, `${file}.test.ts`), 'utf8');

test('all twenty-three cases are in the list', () => {
  expect([...new Set(CASES.map(([number]) => number))]).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
});

test.each(CASES)('%i, %s: it is tried', (_number, _what, file, sentence) => {
  expect(textOf(file)).toContain(sentence);
});
