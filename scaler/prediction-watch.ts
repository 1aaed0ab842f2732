import { outcomeOf, type PredictedPoint, type Prediction, type PredictionOutcome } from './prediction.ts';
import { type Grid, nearestStep } from './sample-grid.ts';

interface Awaited {
  readonly prediction: Prediction;
  readonly point: PredictedPoint;
}

/** A day of predictions every five minutes, of two models: more than that nobody waits for. */
const MOST = 2000;

/** Predictions of one metric whose time has not come yet. */
export class PredictionWatch {
  readonly #grid: Grid;
  readonly #awaited = new Map<number, Awaited[]>();
  #count = 0;

  constructor(grid: Grid) {
    this.#grid = grid;
  }

  /** How many points wait. */
  get waiting(): number {
    return this.#count;
  }

  note(prediction: Prediction): void {
    for (const point of prediction.points) {
      if (this.#count >= MOST) return;
      const step = nearestStep(this.#grid, point.forAt);
      const others = this.#awaited.get(step);
      if (others === undefined) this.#awaited.set(step, [{ prediction, point }]);
      else others.push({ prediction, point });
      this.#count++;
    }
  }

  /** What came of those whose time has come. What was never measured is forgotten: nobody knows what it would have been. */
  settle(from: number, values: Float64Array): PredictionOutcome[] {
    const outcomes: PredictionOutcome[] = [];
    for (const [index, actual] of values.entries()) {
      const awaited = this.#awaited.get(from + index) ?? [];
      if (Number.isNaN(actual)) continue;
      outcomes.push(...awaited.map(({ prediction, point }) => outcomeOf(prediction, point, actual)));
    }
    const last = from + values.length;
    for (const [step, awaited] of this.#awaited) {
      if (step >= last) continue;
      this.#awaited.delete(step);
      this.#count -= awaited.length;
    }
    return outcomes;
  }
}
