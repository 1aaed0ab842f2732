/** How many clients of a crowd begin something in one turn of its event loop. */
const IN_A_TURN = 10;

interface Planned {
  readonly dueAt: number;
  readonly task: () => void;
}

/**
 * Lets the clients of one process act one after the other, as far as this process can, and notes how late that is. When all whose
 * time had come acted in one turn, 5,000 connected first and only then, up to two seconds later, said what they wanted: no crowd
 * of machines does that, and a pod saw nobody and then everybody within a turn of its own.
 */
export class CrowdTurns {
  /** How long after it was due each thing began, in milliseconds. */
  readonly lateMs: number[] = [];
  readonly #line = new Set<Planned>();
  #planned = false;

  /** Runs a task soon. The function that it returns calls it off. */
  take(dueAt: number, task: () => void): () => void {
    const planned = { dueAt, task };
    this.#line.add(planned);
    this.#plan();
    return () => this.#line.delete(planned);
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#planned = false;
    let count = 0;
    for (const planned of this.#line) {
      if (count++ === IN_A_TURN) break;
      this.#line.delete(planned);
      this.lateMs.push(performance.now() - planned.dueAt);
      planned.task();
    }
    if (this.#line.size > 0) this.#plan();
  }
}
