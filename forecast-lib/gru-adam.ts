const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const TINY = 1e-8;
/** A gradient longer than this is shortened (Pascanu et al. 2013). */
const LONGEST = 1;

/** Adam (Kingma and Ba 2015, algorithm 1), with the gradient's length bounded. */
export class Adam {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #steps = 0;

  constructor(size: number) {
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Moves the weights against the gradient. */
  step(weights: Float64Array, gradient: Float64Array, rate: number): void {
    this.#steps++;
    let length = 0;
    for (let at = 0; at < gradient.length; at++) length += (gradient[at] as number) ** 2;
    const share = Math.min(1, LONGEST / (Math.sqrt(length) + TINY));
    const meanBias = 1 - MEAN_DECAY ** this.#steps;
    const squareBias = 1 - SQUARE_DECAY ** this.#steps;
    for (let at = 0; at < weights.length; at++) {
      const slope = (gradient[at] as number) * share;
      const mean = MEAN_DECAY * (this.#means[at] as number) + (1 - MEAN_DECAY) * slope;
      const square = SQUARE_DECAY * (this.#squares[at] as number) + (1 - SQUARE_DECAY) * slope * slope;
      this.#means[at] = mean;
      this.#squares[at] = square;
      weights[at] = (weights[at] as number) - (rate * (mean / meanBias)) / (Math.sqrt(square / squareBias) + TINY);
    }
  }
}
