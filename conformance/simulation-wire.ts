/** Everything that is under way: lines of things to happen, each line in its order, the lines in any. */
export class SimulatedWire {
  readonly #lines = new Set<SimulatedLine>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  line(): SimulatedLine {
    return new SimulatedLine(this.#lines);
  }

  /** Lets the first thing of one line happen; whether there was any. */
  step(): boolean {
    const ready = [...this.#lines];
    const line = ready[Math.floor(this.#random() * ready.length)];
    line?.next();
    return line !== undefined;
  }
}

/** Things that happen one after the other, whenever it is their turn. */
export class SimulatedLine {
  readonly #busy: Set<SimulatedLine>;
  #waiting: Array<() => void> = [];

  constructor(busy: Set<SimulatedLine>) {
    this.#busy = busy;
  }

  add(thing: () => void): void {
    this.#waiting.push(thing);
    this.#busy.add(this);
  }

  next(): void {
    const thing = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#busy.delete(this);
    thing?.();
  }

  /** What is under way does not arrive. */
  clear(): void {
    this.#waiting = [];
    this.#busy.delete(this);
  }
}
