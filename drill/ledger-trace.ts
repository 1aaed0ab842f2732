import { evenSamples } from '#forecast-lib';
import { type LedgerRow, type Logger, openKeepers, type Policy, writtenDecision } from '#scaler';
import { DrillFault } from './drill-fault.ts';
import type { Trace } from './trace.ts';
import { traceOf } from './trace-files.ts';

/** What a scaler's ledger says of a workload: how many people there were, and what it decided by. */
export interface RecordedWorkload {
  readonly trace: Trace;
  readonly capacity: number;
  readonly policy: Policy;
  readonly leadSeconds: number;
}

const PAGE = 1000;
const QUIET: Logger = { log() {} };
const STEP_SECONDS = 60;

/**
 * Reads what was decided about a workload, and makes a trace of the metric that its first pods are for. A decision that said the
 * same as the one before was not written down again for five minutes; between two, the people are on a straight line.
 *
 * @param directory the scaler's DATA_DIR
 * @throws DrillFault `bad-ledger`
 */
export async function readLedger(directory: string, workload: string | undefined): Promise<RecordedWorkload> {
  const keepers = await openKeepers({ name: 'sqlite', directory }, QUIET).catch((error: unknown) => {
    throw new DrillFault('bad-ledger', error instanceof Error ? error.message : directory, error);
  });
  try {
    const rows: LedgerRow[] = [];
    for (let before: string | undefined; ; before = rows.at(-1)?.id) {
      const page = await keepers.ledger.read({ kind: 'decision', workload, limit: PAGE, before });
      rows.push(...page);
      if (page.length < PAGE) break;
    }
    return recordedWorkload(rows, workload);
  } finally {
    await keepers.close();
  }
}

/** @throws DrillFault `bad-ledger` where there is none, several, or too little of it */
export function recordedWorkload(rows: readonly LedgerRow[], workload: string | undefined): RecordedWorkload {
  const names = [...new Set(rows.map((row) => row.workload))];
  if (names.length > 1 && workload === undefined) {
    throw new DrillFault('bad-ledger', `it is about ${names.join(', ')}: say one with --workload`);
  }
  const inputs = rows.flatMap((row) => writtenDecision(row)?.input ?? []);
  const newest = inputs.reduce((last, input) => (input.at > (last?.at ?? 0) ? input : last), inputs[0]);
  const metric = newest?.metrics[0];
  if (newest === undefined || metric === undefined) {
    throw new DrillFault('bad-ledger', `it has no decision about ${workload ?? 'anything'}`);
  }
  const samples = inputs.flatMap(({ at, metrics }) => {
    const value = metrics.find(({ name }) => name === metric.name)?.value;
    return value == null ? [] : [[at, value] as const];
  });
  const trace = traceOf(newest.workload, `ledger of ${newest.workload}`, evenSamples(samples.reverse(), STEP_SECONDS));
  return { trace, capacity: metric.capacityPerPod, policy: newest.policy, leadSeconds: newest.leadSeconds };
}
