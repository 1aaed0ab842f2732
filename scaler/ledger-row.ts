import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { LEDGER_KINDS, type LedgerEntry, type LedgerQuery, type LedgerRow } from './ledger.ts';
import { LAST_AT, ledgerId } from './ledger-id.ts';
import { ScalerFault } from './scaler-fault.ts';

/** How far a chain goes: its last row. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** Before the first row. */
export const CHAIN_START: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** A row as a keeper holds it. What it is found by stands beside the text that its hash is of. */
export interface StoredRow {
  readonly sequence: number;
  readonly id: string;
  readonly kind: string;
  readonly workload: string | null;
  /** The canonical JSON of the entry and its id. */
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

const MOST_TEXT = 1_048_576;
const MOST_WORKLOAD = 200;

/** An entry that may be written, and the text of its data, which is made but once. */
export interface PreparedEntry extends LedgerEntry {
  readonly text: string;
}

/** @throws ScalerFault `bad-entry`, with every fault */
export function prepareEntry({ kind, at, workload, data }: LedgerEntry): PreparedEntry {
  const faults: string[] = [];
  if (!LEDGER_KINDS.includes(kind)) faults.push(`its kind is ${JSON.stringify(kind)}`);
  if (!(Number.isInteger(at) && at >= 0 && at <= LAST_AT)) faults.push(`its time is ${at}`);
  if (workload !== null && !(typeof workload === 'string' && workload !== '' && workload.length <= MOST_WORKLOAD)) {
    faults.push(`its workload is none, or longer than ${MOST_WORKLOAD} characters`);
  }
  if (faults.length > 0) throw new ScalerFault('bad-entry', faults);
  const text = textOf(data);
  if (text.length > MOST_TEXT) {
    throw new ScalerFault('bad-entry', [`it has ${text.length} characters, may have ${MOST_TEXT}`]);
  }
  return { kind, at, workload, data, text };
}

function textOf(data: unknown): string {
  try {
    return canonicalJson(data);
  } catch (error) {
    throw new ScalerFault('bad-entry', ['JSON cannot hold it'], error);
  }
}

/** The rows that follow in a chain, one after the other. */
export function linkEntries(head: ChainHead, entries: readonly PreparedEntry[]): StoredRow[] {
  const rows: StoredRow[] = [];
  for (const entry of entries) rows.push(linkEntry(rows.at(-1) ?? head, entry));
  return rows;
}

function linkEntry(head: ChainHead, { kind, at, workload, text }: PreparedEntry): StoredRow {
  const sequence = head.sequence + 1;
  const id = ledgerId(at, sequence);
  // Canonical as a whole: its names are in their order.
  const body = `{"at":${at},"data":${text},"id":"${id}","kind":"${kind}","workload":${JSON.stringify(workload)}}`;
  return { sequence, id, kind, workload, body, previousHash: head.hash, hash: hashOf(head.hash, body) };
}

/** The row as it was written; undefined when it is not, be it in a single character. */
export function openRow({ sequence, id, kind, workload, body, previousHash, hash }: StoredRow): LedgerRow | undefined {
  if (hashOf(previousHash, body) !== hash) return undefined;
  let entry: LedgerEntry & { readonly id: string };
  try {
    entry = JSON.parse(body) as typeof entry;
  } catch {
    return undefined;
  }
  const same = entry.id === id && entry.kind === kind && entry.workload === workload;
  if (!same || ledgerId(entry.at, sequence) !== id) return undefined;
  return { id, sequence, kind: entry.kind, at: entry.at, workload, data: entry.data, previousHash, hash };
}

/** Whether a row is the one that comes after another. */
export function follows({ sequence, previousHash }: StoredRow, head: ChainHead): boolean {
  return sequence === head.sequence + 1 && previousHash === head.hash;
}

/** What a query means in ids: from the first, until before the second. */
export function idRange({ fromAt, toAt, before }: LedgerQuery): { readonly fromId: string; readonly toId: string } {
  const [from, to] = [fromAt ?? 0, toAt ?? LAST_AT].map((at) =>
    ledgerId(Math.trunc(Math.min(Math.max(at, 0), LAST_AT)), 0),
  );
  // Every id begins with a digit or a letter.
  const end = toAt === undefined ? '~' : (to as string);
  return { fromId: from as string, toId: before !== undefined && before < end ? before : end };
}

function hashOf(previousHash: string, body: string): string {
  return createHash('sha256').update(previousHash).update(body).digest('hex');
}
