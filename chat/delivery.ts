import type { Batch, SealedEntry } from './entry.ts';
import { encodeBatch } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import type { Position } from './position.ts';

/** A batch on its way to everybody in a room: its frame is made once, when the first socket asks for it. */
export class Delivery {
  readonly batch: Batch;
  /** Right before its first entry. */
  readonly from: Position;
  /** Its last entry. */
  readonly end: Position;
  #frame: string | undefined;

  /** @throws RangeError when the batch is empty */
  constructor(batch: Batch) {
    const { epoch, entries } = batch;
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) throw new RangeError('A delivery has at least one entry');
    this.batch = batch;
    this.from = { epoch, offset: first.offset - 1 };
    this.end = { epoch, offset: last.offset };
  }

  get frame(): string {
    this.#frame ??= encodeBatch(this.batch);
    return this.#frame;
  }
}

/** Entries in frames of a bounded number and size each: somebody slow is asked after each whether they take more. */
export function deliveriesOf(epoch: string, entries: readonly SealedEntry[]): Delivery[] {
  const list: Delivery[] = [];
  for (let index = 0; index < entries.length; ) {
    const end = pieceEnd(entries, index);
    list.push(new Delivery({ epoch, entries: entries.slice(index, end) }));
    index = end;
  }
  return list;
}

/** Where a frame ends that begins at an index: at least one entry is in it. */
function pieceEnd(entries: readonly SealedEntry[], start: number): number {
  let length = 0;
  for (let index = start; index < entries.length; index++) {
    length += entries[index]?.json.length ?? 0;
    if (index > start && (index - start === LIMITS.batchEntries || length > LIMITS.pieceLength)) return index;
  }
  return entries.length;
}
