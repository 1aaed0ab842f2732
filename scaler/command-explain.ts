import type { Command } from './command.ts';
import type { Config } from './config.ts';
import { explain, recompute } from './decision-record.ts';
import { writtenDecision } from './decision-row.ts';
import { openKeepers } from './keepers.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import type { Logger } from './logger.ts';
import { sayNumber } from './plan-words.ts';
import { ScalerFault } from './scaler-fault.ts';

type Asked = Extract<Command, { name: 'explain' }>;
type Say = (line: string) => void;

const LISTED = 20;

/** Says why a decision was made, and whether its record gives the same again; without an id, which decisions there are. */
export async function runExplain(config: Config, { id, workload }: Asked, say: Say, log: Logger): Promise<boolean> {
  const keepers = await openKeepers(config.keeper, log);
  try {
    if (id === undefined) return await listDecisions(keepers.ledger, workload, say);
    const row = await keepers.ledger.find(id);
    if (row === undefined) throw new ScalerFault('unknown-decision', [id]);
    return explainRow(row, say);
  } finally {
    await keepers.close();
  }
}

async function listDecisions(ledger: Ledger, workload: string | undefined, say: Say): Promise<boolean> {
  const rows = await ledger.read({ kind: 'decision', workload, limit: LISTED });
  for (const row of rows) {
    const written = writtenDecision(row);
    if (written === undefined) continue;
    const { decision, mode, told } = written;
    say(`${row.id}  ${new Date(row.at).toISOString()}  ${row.workload}  ${mode}  told ${told}  ${decision.reason}`);
  }
  if (rows.length === 0) say('No decision has been written down yet');
  return true;
}

function explainRow(row: LedgerRow, say: Say): boolean {
  const written = writtenDecision(row);
  if (written === undefined) {
    say(`${row.id} is a row of kind "${row.kind}":`);
    say(JSON.stringify(row.data, null, 2));
    return row.kind !== 'decision';
  }
  for (const line of explain(written)) say(line);
  const { mode, told, reactive, input } = written;
  say(`  mode ${mode}: KEDA was told ${told}, plain HPA would have been told ${reactive.desired} (${reactive.reason})`);
  for (const { name, value, usual, capacityPerPod, forecast } of input.metrics) {
    const made = forecast === null ? 'no forecast' : `forecast of ${new Date(forecast.madeAt).toISOString()}`;
    const [now, before] = [value, usual].map((known) => (known === null ? 'not known' : sayNumber(known)));
    say(`  "${name}" was ${now}, usually ${before}, ${sayNumber(capacityPerPod)} a pod; ${made}`);
  }
  const { same, decision } = recompute(written);
  say(
    same ? '  Made again from its record it is the same' : `  Made again it is ${decision.desired}: ${decision.reason}`,
  );
  return same;
}
