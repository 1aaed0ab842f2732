import type { Gap, GapReason } from './gap.ts';
import type { Position } from './position.ts';

/** How many epochs are remembered: a log changes its epoch rarely, and what is forgotten is only asked again. */
const EPOCHS = 16;

/**
 * What a room's log has said that it cannot continue from, so that when everybody comes back too late at once, the log is
 * asked a few times and not by each. Only what never becomes untrue is remembered: an epoch that is over stays over,
 * what was trimmed stays trimmed; a position ahead of the log is not kept.
 */
export class GapMemory {
  #epochs: Set<string> | undefined;
  #trimmed: Position | undefined;

  /** Remembers a gap that the log answered with. */
  remember({ reason, after }: Gap): void {
    if (reason === 'epoch') {
      this.#epochs ??= new Set();
      this.#epochs.add(after.epoch);
      const [oldest] = this.#epochs;
      if (this.#epochs.size > EPOCHS && oldest !== undefined) this.#epochs.delete(oldest);
    }
    if (reason === 'trimmed' && !this.#isTrimmed(after)) this.#trimmed = after;
  }

  /** Why the log cannot continue from a position, if that is known. */
  reasonFor(position: Position): GapReason | undefined {
    if (this.#epochs?.has(position.epoch)) return 'epoch';
    return this.#isTrimmed(position) ? 'trimmed' : undefined;
  }

  #isTrimmed({ epoch, offset }: Position): boolean {
    return this.#trimmed?.epoch === epoch && offset <= this.#trimmed.offset;
  }
}
