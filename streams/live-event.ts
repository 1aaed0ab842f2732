import { type Batch, type Order, parseOrder, type RoomId, type SealedEntry, type Visitor } from '#chat';
import { parseSealed } from './sealed-entry.ts';

/** Something that a partition's stream tells. */
export type LiveEvent =
  | { readonly kind: 'entry'; readonly room: RoomId; readonly epoch: string; readonly entry: SealedEntry }
  /** A session that came, with its visitor, or went, without. */
  | {
      readonly kind: 'presence';
      readonly room: RoomId;
      readonly member: string;
      readonly visitor: Visitor | undefined;
    }
  /** A ban or a revocation; its room is none. */
  | { readonly kind: 'order'; readonly room: RoomId; readonly order: Order };

const EPOCH = /^[A-Za-z0-9]{1,32}$/;

/** Reads one entry of a partition's stream; `undefined` when it is corrupt or not ours. */
export function parseLiveEvent(fields: readonly string[]): LiveEvent | undefined {
  const room = fieldOf(fields, 'room') as RoomId | undefined;
  if (room === undefined) return undefined;
  const kind = fieldOf(fields, 'kind');
  if (kind === 'entry') {
    const epoch = fieldOf(fields, 'epoch') ?? '';
    const entry = parseSealed(fieldOf(fields, 'json') ?? '');
    return entry && EPOCH.test(epoch) ? { kind, room, epoch, entry } : undefined;
  }
  if (kind === 'order') {
    const order = parseOrder(fieldOf(fields, 'json') ?? '');
    return order && { kind, room, order };
  }
  const member = fieldOf(fields, 'member');
  if (kind !== 'presence' || member === undefined) return undefined;
  const text = fieldOf(fields, 'visitor');
  if (text === undefined || text === '') return { kind, room, member, visitor: undefined };
  const visitor = parseVisitor(text);
  return visitor && { kind, room, member, visitor };
}

/** The value of a field, of few: looking through them is faster than a map of them, and every process does it for every message. */
function fieldOf(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < fields.length; index += 2) if (fields[index] === name) return fields[index + 1];
  return undefined;
}

/** Reads a visitor that a process wrote; `undefined` when it is not one. */
export function parseVisitor(text: string): Visitor | undefined {
  try {
    const { id, name } = JSON.parse(text) as Partial<Visitor>;
    return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined;
  } catch {
    return undefined;
  }
}

/** Entries of one room and epoch that follow each other in a stream, together: a busy room is told once a read. */
export class BatchBuilder {
  readonly #batches = new Map<RoomId, Array<{ epoch: string; entries: SealedEntry[] }>>();

  add(room: RoomId, epoch: string, entry: SealedEntry): void {
    const list = this.#batches.get(room);
    const last = list?.at(-1);
    if (last?.epoch === epoch) last.entries.push(entry);
    else if (list) list.push({ epoch, entries: [entry] });
    else this.#batches.set(room, [{ epoch, entries: [entry] }]);
  }

  /** Every room's batches, each room's in order; begins anew. */
  *take(): Generator<[RoomId, Batch]> {
    for (const [room, batches] of this.#batches) for (const batch of batches) yield [room, batch];
    this.#batches.clear();
  }
}
