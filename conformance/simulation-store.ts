import {
  type Batch,
  type Draft,
  LIMITS,
  type LogQuery,
  type LogSlice,
  type Position,
  type SealedEntry,
  sealEntry,
  sliceOf,
} from '#chat';

/** What is planted into a simulation to see that it is found. */
export const PLANTS = {
  'from-dollar': 'after its line broke, a reader listens from now on and says nothing of what it missed',
  'raw-id':
    'after a failover a reader goes on from the raw id that it had, and hears nothing until the new ids are past it',
  'delete-then-fail': 'what waits for one who comes back is deleted, and then reading it fails',
  'same-epoch': 'a log that went back goes on in the same epoch',
  'no-dedupe': 'what is sent again is in the log again',
  'early-ack': 'it is acknowledged before it is written, and the write may fail',
} as const;

export type Plant = keyof typeof PLANTS;

/** The Redis of a simulation: a log that is copied late, taken over without its end, and cut. */
export class SimulatedStore {
  readonly plant: Plant | undefined;
  readonly #kept: number;
  #entries: SealedEntry[] = [];
  #said = new Map<string, { position: Position; at: number }>();
  #epochs = 1;
  #floor = 0;
  /** How far the replica has copied. */
  #copied = 0;
  head = 0;

  constructor(kept: number, plant: Plant | undefined) {
    this.#kept = kept;
    this.plant = plant;
  }

  get epoch(): string {
    return `e${String(this.#epochs).padStart(4, '0')}`;
  }

  get newest(): Position {
    return { epoch: this.epoch, offset: this.head };
  }

  append(
    draft: Draft,
    at: number,
  ): { outcome: 'appended' | 'duplicate'; position: Position; at: number; batch?: Batch } {
    const name = `${draft.id}:${draft.visitorId}`;
    const said = this.#said.get(name);
    if (said && at - said.at < LIMITS.dedupeMs && this.plant !== 'no-dedupe') return { outcome: 'duplicate', ...said };
    const entry = sealEntry(++this.head, at, draft.body);
    const position = this.newest;
    this.#entries.push(entry);
    this.#said.set(name, { position, at });
    this.trim(this.#kept);
    return { outcome: 'appended', position, at, batch: { epoch: this.epoch, entries: [entry] } };
  }

  read({ after, limit }: LogQuery): LogSlice {
    const { epoch, head } = this;
    const floor = this.#floor;
    const { from, gap } = sliceOf({ epoch, floor, head }, { after, limit });
    const slice = { epoch, head, entries: this.#entries.slice(from - floor, from - floor + limit) };
    return gap ? { ...slice, gap } : slice;
  }

  trim(kept: number): void {
    const excess = this.#entries.length - kept;
    if (excess <= 0) return;
    this.#entries.splice(0, excess);
    this.#floor += excess;
  }

  /** The replica has everything up to an offset. */
  copy(offset: number): void {
    this.#copied = offset;
  }

  /** The replica takes over with what it has. */
  failover(): void {
    const lost = this.head - Math.max(this.#copied, this.#floor);
    if (lost > 0) this.#entries.splice(Math.max(0, this.#entries.length - lost));
    this.head = Math.max(this.#copied, this.#floor);
    for (const [name, { position }] of this.#said) if (position.offset > this.head) this.#said.delete(name);
    if (this.plant !== 'same-epoch') this.#epochs++;
    this.#copied = this.head;
  }
}
