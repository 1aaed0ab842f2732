/** As much of vitest's JSON report as is read here. */
export interface VitestReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName?: string }>;
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
