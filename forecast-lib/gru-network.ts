/** How large a network is. */
export interface GruShape {
  /** Numbers it is given at each step. */
  readonly inputs: number;
  readonly hidden: number;
  /** Numbers it gives after the last step. */
  readonly outputs: number;
}

const GATES = 3;

/** Weights a network of a shape has. */
export function gruWeights({ inputs, hidden, outputs }: GruShape): number {
  return GATES * hidden * (inputs + hidden + 1) + outputs * (hidden + 1);
}

/**
 * A gated recurrent unit (Cho et al. 2014, equations 5 to 8) and a straight line from its last state to the outputs.
 * Weights are in one row: for the update gate, the reset gate and the candidate, for each hidden unit those of the inputs,
 * of the hidden units, and the bias; then for each output those of the hidden units and the bias.
 *
 * Kept as a class for its buffers: a run takes no memory but the first time.
 */
export class GruNetwork {
  readonly shape: GruShape;
  readonly weights: Float64Array;
  readonly #row: number;
  readonly #head: number;
  /** For each step: update, reset, candidate; states, the first being the start. */
  #gates = new Float64Array(0);
  #states = new Float64Array(0);
  readonly #slope: Float64Array;
  readonly #before: Float64Array;
  readonly #product: Float64Array;
  readonly #given: Float64Array;

  constructor(shape: GruShape, weights: Float64Array) {
    this.shape = shape;
    this.weights = weights;
    this.#row = shape.inputs + shape.hidden + 1;
    this.#head = GATES * shape.hidden * this.#row;
    this.#slope = new Float64Array(shape.hidden);
    this.#before = new Float64Array(shape.hidden);
    this.#product = new Float64Array(shape.hidden);
    this.#given = new Float64Array(shape.hidden);
  }

  /**
   * Runs it over a sequence from a state of zeros.
   *
   * @param sequence the inputs of each step, step after step
   * @param output is written
   */
  run(sequence: Float64Array, output: Float64Array): void {
    const { inputs, hidden, outputs } = this.shape;
    const steps = sequence.length / inputs;
    if (this.#states.length < (steps + 1) * hidden) {
      this.#gates = new Float64Array(steps * GATES * hidden);
      this.#states = new Float64Array((steps + 1) * hidden);
    }
    for (let step = 0; step < steps; step++) this.#step(sequence, step);
    const last = steps * hidden;
    for (let index = 0; index < outputs; index++) {
      const at = this.#head + index * (hidden + 1);
      let sum = this.weights[at + hidden] as number;
      for (let unit = 0; unit < hidden; unit++)
        sum += (this.weights[at + unit] as number) * (this.#states[last + unit] as number);
      output[index] = sum;
    }
  }

  #step(sequence: Float64Array, step: number): void {
    const { inputs, hidden } = this.shape;
    const gates = step * GATES * hidden;
    const before = this.#states.subarray(step * hidden, (step + 1) * hidden);
    const product = this.#product;
    for (let unit = 0; unit < 2 * hidden; unit++)
      this.#gates[gates + unit] = 1 / (1 + Math.exp(-this.#sum(unit, sequence, step * inputs, before)));
    for (let unit = 0; unit < hidden; unit++)
      product[unit] = (this.#gates[gates + hidden + unit] as number) * (before[unit] as number);
    for (let unit = 0; unit < hidden; unit++) {
      const candidate = Math.tanh(this.#sum(2 * hidden + unit, sequence, step * inputs, product));
      const keep = this.#gates[gates + unit] as number;
      this.#gates[gates + 2 * hidden + unit] = candidate;
      this.#states[(step + 1) * hidden + unit] = keep * (before[unit] as number) + (1 - keep) * candidate;
    }
  }

  #sum(unit: number, sequence: Float64Array, from: number, state: Float64Array): number {
    const { weights } = this;
    const { inputs, hidden } = this.shape;
    let at = unit * this.#row;
    let sum = 0;
    for (let index = 0; index < inputs; index++) sum += (weights[at++] as number) * (sequence[from + index] as number);
    for (let index = 0; index < hidden; index++) sum += (weights[at++] as number) * (state[index] as number);
    return sum + (weights[at] as number);
  }

  /**
   * Adds to `gradient` the slope of a loss by each weight, for the sequence that was run last (back-propagation through
   * time, Werbos 1990).
   *
   * @param slopes of the loss by each output
   */
  back(sequence: Float64Array, slopes: Float64Array, gradient: Float64Array): void {
    const { inputs, hidden } = this.shape;
    const steps = sequence.length / inputs;
    const slope = this.#slope.fill(0);
    this.#backHead(steps, slopes, gradient);
    for (let step = steps - 1; step >= 0; step--) {
      const before = this.#states.subarray(step * hidden, (step + 1) * hidden);
      this.#before.fill(0);
      this.#backStep(sequence, step, before, gradient);
      slope.set(this.#before);
    }
  }

  #backHead(steps: number, slopes: Float64Array, gradient: Float64Array): void {
    const { hidden, outputs } = this.shape;
    for (let index = 0; index < outputs; index++) {
      const at = this.#head + index * (hidden + 1);
      const slope = slopes[index] as number;
      for (let unit = 0; unit < hidden; unit++) {
        gradient[at + unit] = (gradient[at + unit] as number) + slope * (this.#states[steps * hidden + unit] as number);
        this.#slope[unit] = (this.#slope[unit] as number) + slope * (this.weights[at + unit] as number);
      }
      gradient[at + hidden] = (gradient[at + hidden] as number) + slope;
    }
  }

  /** From the slope by the state after a step (`#slope`) to that by the state before it (`#before`). */
  #backStep(sequence: Float64Array, step: number, before: Float64Array, gradient: Float64Array): void {
    const { inputs, hidden } = this.shape;
    const gates = this.#gates.subarray(step * GATES * hidden, (step + 1) * GATES * hidden);
    const product = this.#product;
    const from = step * inputs;
    // What the candidate's slopes give to the product of reset gate and state.
    const given = this.#given.fill(0);
    for (let unit = 0; unit < hidden; unit++)
      product[unit] = (gates[hidden + unit] as number) * (before[unit] as number);
    for (let unit = 0; unit < hidden; unit++) {
      const keep = gates[unit] as number;
      const candidate = gates[2 * hidden + unit] as number;
      const slope = this.#slope[unit] as number;
      this.#before[unit] = (this.#before[unit] as number) + slope * keep;
      const bySum = slope * (1 - keep) * (1 - candidate * candidate);
      this.#backSum(2 * hidden + unit, bySum, sequence, from, product, given, gradient);
      const byKeep = slope * ((before[unit] as number) - candidate) * keep * (1 - keep);
      this.#backSum(unit, byKeep, sequence, from, before, this.#before, gradient);
    }
    for (let unit = 0; unit < hidden; unit++) {
      const reset = gates[hidden + unit] as number;
      const slope = given[unit] as number;
      this.#before[unit] = (this.#before[unit] as number) + slope * reset;
      const bySum = slope * (before[unit] as number) * reset * (1 - reset);
      this.#backSum(hidden + unit, bySum, sequence, from, before, this.#before, gradient);
    }
  }

  #backSum(
    unit: number,
    slope: number,
    sequence: Float64Array,
    from: number,
    state: Float64Array,
    byState: Float64Array,
    gradient: Float64Array,
  ): void {
    const { inputs, hidden } = this.shape;
    const { weights } = this;
    let at = unit * this.#row;
    for (let index = 0; index < inputs; index++, at++)
      gradient[at] = (gradient[at] as number) + slope * (sequence[from + index] as number);
    for (let index = 0; index < hidden; index++, at++) {
      gradient[at] = (gradient[at] as number) + slope * (state[index] as number);
      byState[index] = (byState[index] as number) + slope * (weights[at] as number);
    }
    gradient[at] = (gradient[at] as number) + slope;
  }
}
