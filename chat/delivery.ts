import type { Batch, SealedEntry } from './entry.ts';
import { encodeBatch } from './frame-server.ts';
import { LIMITS } from './limits.ts';

/** A batch on its way to everybody in a room: its frame is made once, when the first socket asks for it. */
export class Delivery {
  readonly batch: Batch;
  #frame: string | undefined;

  constructor(batch: Batch) {
    this.batch = batch;
  }

  get frame(): string {
    this.#frame ??= encodeBatch(this.batch);
    return this.#frame;
  }
}

/** Entries in frames of a bounded number each. */
export function deliveriesOf(epoch: string, entries: readonly SealedEntry[]): Delivery[] {
  const list: Delivery[] = [];
  for (let index = 0; index < entries.length; index += LIMITS.batchEntries) {
    list.push(new Delivery({ epoch, entries: entries.slice(index, index + LIMITS.batchEntries) }));
  }
  return list;
}
