import { type Entry, LIMITS, type Position } from '#chat';

/** More than what a server gives again after a gap. */
const REMEMBERED = LIMITS.welcomeEntries * 3;

/**
 * Where somebody is in a room's log, and so which entry may be shown next. Moves with what was shown and with told gaps,
 * never with what a server says about its own head: whatever is lost on the way is asked for again from here.
 */
export class Reader {
  #position: Position | undefined;
  /** A log that lost its end goes on in a new epoch with entries that were shown in the old one. */
  readonly #shown = new Set<string>();

  constructor(position: Position | undefined) {
    this.#position = position;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** A newcomer begins where the server says; whoever has a position keeps it until a gap is told. */
  begin(from: Position): void {
    this.#position ??= from;
  }

  skip(from: Position): void {
    this.#position = from;
  }

  /** `next` must be shown now, `seen` never again; with a `hole` before it the log must be asked again. */
  take(epoch: string, entry: Entry): 'next' | 'seen' | 'hole' {
    const last = this.#position;
    if (last?.epoch !== epoch) return 'hole';
    if (entry.offset <= last.offset) return 'seen';
    if (entry.offset > last.offset + 1) return 'hole';
    this.#position = { epoch, offset: entry.offset };
    // What this version does not know has no author to tell it by.
    if (entry.kind === 'other') return 'next';
    const key = `${entry.at} ${entry.author.id} ${entry.id}`;
    if (this.#shown.has(key)) return 'seen';
    this.#shown.add(key);
    const [oldest] = this.#shown;
    if (oldest !== undefined && this.#shown.size > REMEMBERED) this.#shown.delete(oldest);
    return 'next';
  }
}
