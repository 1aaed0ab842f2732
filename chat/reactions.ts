/** Different emoji that one message can have; a further one is not shown. */
const MOST_EMOJI = 20;

/** Who reacted to one message, and how. Doing it twice is doing it once. */
export class Reactions {
  readonly #byEmoji = new Map<string, Set<string>>();

  /** In the order in which they first came. */
  get list(): ReadonlyArray<{ readonly emoji: string; readonly by: readonly string[] }> {
    return [...this.#byEmoji].map(([emoji, by]) => ({ emoji, by: [...by] }));
  }

  /**
   * Somebody reacts with an emoji, or takes that back.
   *
   * @returns whether anything changed
   */
  take(on: boolean, emoji: string, visitorId: string): boolean {
    const by = this.#byEmoji.get(emoji);
    if (on) return by === undefined ? this.#begin(emoji, visitorId) : !by.has(visitorId) && by.add(visitorId).size > 0;
    if (by?.delete(visitorId) !== true) return false;
    if (by.size === 0) this.#byEmoji.delete(emoji);
    return true;
  }

  #begin(emoji: string, visitorId: string): boolean {
    if (this.#byEmoji.size >= MOST_EMOJI) return false;
    this.#byEmoji.set(emoji, new Set([visitorId]));
    return true;
  }
}
