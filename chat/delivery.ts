import type { Batch } from './entry.ts';
import { encodeBatch } from './frame-server.ts';

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
