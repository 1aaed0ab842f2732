import { z } from 'zod';
import { explain, recompute } from './decision-record.ts';
import { type WrittenDecision, writtenDecision } from './decision-row.ts';
import type { LedgerRow } from './ledger.ts';
import { CURSOR, limit, ROW_ID, TIME, WORKLOAD } from './rest-parameters.ts';
import type { RestPorts } from './rest-ports.ts';
import { type Route, route } from './rest-route.ts';
import { findWorkload, pickWorkloads } from './rest-workloads.ts';
import { ScalerFault } from './scaler-fault.ts';
import { answerFrom } from './stale-ladder.ts';

const STATUS = route({
  method: 'GET',
  path: '/api/v1/scaling/status',
  operationId: 'readScalingStatus',
  summary: 'Tells what KEDA is answered now for each workload, and why',
  action: 'read',
  query: z.strictObject({ workload: WORKLOAD.optional(), limit: limit(1000, 100), cursor: CURSOR.optional() }),
  answers: { 200: { description: 'The workloads', schema: 'Status' } },
  faults: ['unknown-workload', 'ambiguous-workload'],
  handle({ query }, ports) {
    const { items, next } = pickWorkloads(query, ports);
    const at = ports.now();
    return { status: 200, body: { at, workloads: items.map(({ key }) => statusOf(key, at, ports)), next } };
  },
});

function statusOf(workload: string, at: number, { snapshots, freshness }: RestPorts) {
  const snapshot = snapshots.latest(workload);
  const answer = answerFrom(snapshot, at, freshness);
  return {
    workload,
    rung: answer.rung,
    replicas: answer.rung === 'none' ? null : answer.replicas,
    reason: answer.reason,
    mode: snapshot?.mode ?? null,
    planned: snapshot?.planned ?? null,
    reactive: snapshot?.reactive ?? null,
    neededNow: snapshot?.neededNow ?? null,
    lastKnown: snapshot?.lastKnown ?? null,
    minReplicas: snapshot?.minReplicas ?? null,
    maxReplicas: snapshot?.maxReplicas ?? null,
    decidedAt: snapshot?.decidedAt ?? null,
    liveAt: snapshot?.liveAt ?? null,
    forecastAt: snapshot?.forecastAt ?? null,
  };
}

const DECISIONS = route({
  method: 'GET',
  path: '/api/v1/scaling/decisions',
  operationId: 'listDecisions',
  summary: 'Lists decisions, the newest first; one that says the same as the last is written down every five minutes',
  action: 'read',
  query: z.strictObject({
    workload: WORKLOAD.optional(),
    from: TIME.optional(),
    to: TIME.optional(),
    limit: limit(200, 50),
    cursor: ROW_ID.optional(),
  }),
  answers: { 200: { description: 'The decisions', schema: 'Decisions' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'ledger-unavailable'],
  async handle({ query }, ports) {
    const workload = query.workload === undefined ? undefined : findWorkload(query.workload, ports).key;
    const { from: fromAt, to: toAt, cursor: before } = query;
    const rows = await ports.ledger.read({ kind: 'decision', workload, fromAt, toAt, before, limit: query.limit });
    const decisions = rows.flatMap((row) => {
      const made = writtenDecision(row);
      return made === undefined ? [] : summaryOf(row, made);
    });
    const next = rows.length < query.limit ? null : (rows.at(-1)?.id ?? null);
    return { status: 200, body: { decisions, next } };
  },
});

const DECISION = route({
  method: 'GET',
  path: '/api/v1/scaling/decisions/:id',
  operationId: 'readDecision',
  summary: 'Explains a decision, and makes it again from what it was made from',
  action: 'read',
  params: z.strictObject({ id: ROW_ID }),
  answers: { 200: { description: 'The decision', schema: 'Decision' } },
  faults: ['unknown-decision', 'ledger-unavailable'],
  async handle({ params }, ports) {
    const row = await ports.ledger.find(params.id);
    const made = row === undefined ? undefined : writtenDecision(row);
    if (row === undefined || made === undefined) throw new ScalerFault('unknown-decision', [params.id]);
    const { sequence, previousHash, hash } = row;
    return {
      status: 200,
      body: {
        ...summaryOf(row, made),
        explanation: explain(made),
        recomputed: madeAgain(made),
        input: made.input,
        chain: { sequence, previousHash, hash },
      },
    };
  },
});

function summaryOf({ id, at, workload }: LedgerRow, made: WrittenDecision) {
  const { decision, mode, told, reactive, ready = null } = made;
  const { desired, recommended, binding, rule, reason } = decision;
  return {
    id,
    at,
    workload,
    mode,
    desired,
    recommended,
    told,
    ready,
    reactive: reactive.desired,
    binding,
    rule,
    reason,
  };
}

/** A record of other rules, or one that is not whole, cannot be made again; it is shown all the same. */
function madeAgain(made: WrittenDecision) {
  try {
    const { version, input, decision } = made;
    const { same, decision: again } = recompute({ version, input, decision });
    return { same, desired: again.desired, why: null };
  } catch (error) {
    return {
      same: null,
      desired: null,
      why: error instanceof ScalerFault ? error.message : 'Its input cannot be used',
    };
  }
}

export const SCALING_ROUTES: readonly Route[] = [STATUS, DECISIONS, DECISION];
