/** As much of vitest's JSON report as is read here. */
export interface VitestReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: ReadonlyArray<{
      readonly status: string;
      readonly fullName?: string;
      /** Those of every try, also where a later one went well. */
      readonly failureMessages?: readonly string[];
    }>;
  }>;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts a report's tests. A file that could not be loaded has none, so it counts as one that failed.
 *
 * @example
 * tally({ testResults: [{ name: 'a', status: 'failed', assertionResults: [] }] }) // => { passed: 0, failed: 1, skipped: 0 }
 */
export function tally(report: VitestReport): Tally {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    for (const { status } of file.assertionResults) {
      if (status === 'passed') count.passed++;
      else if (status === 'failed') count.failed++;
      else count.skipped++;
    }
    const anyFailed = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !anyFailed) count.failed++;
  }
  return count;
}

/**
 * The tests that failed and, tried again, passed, with what the first try said: a race that is worth finding.
 *
 * @example
 * findRetried({ testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'waits', failureMessages: ['Error: late\n at a.ts'] }] }] }) // => ['a.test.ts: waits (Error: late)']
 */
export function findRetried(report: VitestReport): string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ status, fullName, failureMessages = [] }) => {
      const [first] = failureMessages;
      return status === 'passed' && first !== undefined ? [`${name}: ${fullName} (${first.split('\n')[0]})`] : [];
    }),
  );
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    skipped: tallies.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/**
 * The last line of `npm test`, for people and for what reads them.
 *
 * @example
 * sayTally({ passed: 12, failed: 0, skipped: 0 }) // => '12 passed, 0 failed'
 * sayTally({ passed: 12, failed: 1, skipped: 2 }) // => '12 passed, 1 failed, 2 skipped'
 */
export function sayTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What the suite of the app leaves behind for each runtime that it ran on. */
export interface ConformanceReport {
  readonly name: string;
  readonly kept: number;
  readonly except: ReadonlyArray<{ readonly test: string; readonly because: string }>;
}

/**
 * How many behaviours ran on which runtime, and what one of them does not keep.
 *
 * @example
 * sayConformance([{ name: 'node', kept: 90, except: [] }, { name: 'workerd', kept: 90, except: [] }]) // => 'conformance: 90 behaviours on node, 90 on workerd'
 */
export function sayConformance(reports: readonly ConformanceReport[]): string {
  if (reports.length === 0) return 'conformance: no behaviours ran';
  const [first, ...others] = reports.map(
    ({ name, kept }, index) => `${kept}${index === 0 ? ' behaviours' : ''} on ${name}`,
  );
  const lines = reports.flatMap(({ name, except }) => {
    return except.map(({ test, because }) => `\n  not "${test}" on ${name}: ${because}`);
  });
  return `conformance: ${[first, ...others].join(', ')}${lines.join('')}`;
}
