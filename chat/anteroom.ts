/**
 * Those who have a socket and have not said who they are: so many at most. When one more comes, the one who waits
 * longest goes: who logs in does so at once, so a crowd of silent sockets cannot keep anybody out.
 */
export class Anteroom {
  readonly #most: number;
  readonly #waiting = new Set<() => void>();

  /** @param most at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Somebody waits, and is told by `evict` when there are too many. Returns what ends the waiting. */
  enter(evict: () => void): () => void {
    if (this.#waiting.size >= this.#most) {
      const [oldest] = this.#waiting;
      if (oldest) {
        this.#waiting.delete(oldest);
        oldest();
      }
    }
    const entry = () => evict();
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }
}
