import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Finding {
  readonly number: number;
  readonly finding: string;
  readonly tried: readonly string[];
  readonly word?: RegExp;
}

/**
 * The findings of Kedastral's own security audit (its docs/SECURITY_AUDIT.md of 2025-12-16, for v0.1.2), and where it is
 * tried that ours has none of them. A word is what the test there is about, where its file has many.
 */
const FINDINGS: readonly Finding[] = [
  {
    number: 1,
    finding: 'URL query injection in the scaler',
    tried: ['kedastral-audit-rest.test.ts', 'scaled-object.test.ts'],
  },
  { number: 2, finding: 'Metrics endpoint on all interfaces', tried: ['kedastral-audit-rest.test.ts'] },
  { number: 3, finding: 'gRPC reflection without authentication', tried: ['grpc-server.test.ts'], word: /reflection/ },
  { number: 4, finding: 'No restriction of HTTP methods', tried: ['kedastral-audit-rest.test.ts', 'rest-api.test.ts'] },
  { number: 5, finding: 'Redis password may be logged', tried: ['kedastral-audit-rest.test.ts', 'rest-api.test.ts'] },
  { number: 6, finding: 'Workload names are validated in some places', tried: ['kedastral-audit-rest.test.ts'] },
  {
    number: 7,
    finding: 'Division by zero where a forecast has a step of 0',
    tried: ['kedastral-audit-rest.test.ts', 'rest-predictions.test.ts'],
  },
  {
    number: 8,
    finding: 'Unbounded arrays',
    tried: ['kedastral-audit-rest.test.ts', 'rest-metrics.test.ts', 'event-book.test.ts'],
  },
  {
    number: 9,
    finding: 'No rate limit over HTTP',
    tried: ['kedastral-audit-bounds.test.ts', 'request-limiter.test.ts'],
  },
  { number: 10, finding: 'No timeout of a Prometheus query', tried: ['collector-prometheus.test.ts'], word: /slow/ },
  {
    number: 11,
    finding: 'Predictions without bounds',
    tried: ['kedastral-audit-bounds.test.ts', 'plan.property.test.ts'],
  },
  {
    number: 12,
    finding: 'Timeouts that cannot be set',
    tried: ['kedastral-audit-bounds.test.ts', 'rest-server.test.ts'],
  },
  {
    number: 13,
    finding: 'Snapshots with values that are no numbers',
    tried: ['kedastral-audit-bounds.test.ts', 'snapshot-parse.test.ts'],
  },
  { number: 14, finding: 'PromQL is not validated', tried: ['workloads-file.test.ts'], word: /query/ },
  {
    number: 15,
    finding: 'Parameters without ranges',
    tried: ['kedastral-audit-bounds.test.ts', 'policy.test.ts', 'config.test.ts'],
  },
  { number: 16, finding: 'Listening on 0.0.0.0', tried: ['kedastral-audit-bounds.test.ts'] },
  { number: 17, finding: 'Refusals are not logged', tried: ['kedastral-audit-bounds.test.ts', 'rest-api.test.ts'] },
  {
    number: 18,
    finding: 'No absolute maximum of replicas',
    tried: ['kedastral-audit-bounds.test.ts', 'policy.test.ts'],
  },
];

const textOf = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

test('all eighteen are in the list', () => {
  expect(FINDINGS.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
});

test.each(FINDINGS)('$number, $finding: it is tried', ({ number, tried, word = /test/ }) => {
  for (const file of tried) {
    expect([file, existsSync(join(import.meta.dirname, file))]).toEqual([file, true]);
    if (file.startsWith('kedastral-audit-')) expect(textOf(file)).toContain(`describe('${number}, `);
    else expect(textOf(file)).toMatch(word);
  }
});
