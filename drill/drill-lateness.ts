/** How long entries took from the log to a screen, in milliseconds. */
export class Lateness {
  /** Of all entries while nothing was broken on purpose: what is promised is about them. */
  readonly promised: number[] = [];
  /** Whether something is broken on purpose now. */
  broken = false;
  #recent: number[] = [];

  add(ms: number): void {
    this.#recent.push(ms);
    if (!this.broken) this.promised.push(ms);
  }

  /** Those since the last time that somebody asked. */
  takeRecent(): readonly number[] {
    const recent = this.#recent;
    this.#recent = [];
    return recent;
  }
}
