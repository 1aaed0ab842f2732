import { Adam } from './gru-adam.ts';
import type { GruLessons } from './gru-lessons.ts';
import { type GruNetwork, type GruShape, gruWeights } from './gru-network.ts';
import { middleOf } from './spike-bound.ts';

/** How long and how fast it learns. */
export interface GruTraining {
  /** Sequences it goes through in all: the time it takes, whatever the machine. */
  readonly sequences: number;
  /** Share of the weights' movement at the first step; it falls to a twentieth as half a cosine. */
  readonly rate: number;
  readonly random: () => number;
}

/** Sequences between two steps of the weights. */
const BATCH = 16;

/** Weights to start from: uniform, as wide as Glorot and Bengio (2010) say; the head at zero, so that it says nothing. */
export function drawWeights(shape: GruShape, random: () => number): Float64Array {
  const weights = new Float64Array(gruWeights(shape));
  const wide = Math.sqrt(6 / (shape.inputs + 2 * shape.hidden));
  const row = shape.inputs + shape.hidden + 1;
  for (let at = 0; at < 3 * shape.hidden * row; at++)
    weights[at] = at % row === row - 1 ? 0 : wide * (2 * random() - 1);
  // The update gate starts rather shut: what came some steps ago is kept.
  for (let unit = 0; unit < shape.hidden; unit++) weights[unit * row + row - 1] = 1;
  return weights;
}

/** Teaches the network in place: Huber's loss over all knots, later origins drawn more often. */
export function trainGru(network: GruNetwork, lessons: GruLessons, { sequences, rate, random }: GruTraining): void {
  if (lessons.count === 0) return;
  const { weights, shape } = network;
  const adam = new Adam(weights.length);
  const gradient = new Float64Array(weights.length);
  const outputs = new Float64Array(shape.outputs);
  const slopes = new Float64Array(shape.outputs);
  const limits = limitsOf(lessons, shape.outputs);
  const steps = Math.ceil(sequences / BATCH);
  for (let step = 0; step < steps; step++) {
    gradient.fill(0);
    for (let index = 0; index < BATCH; index++) {
      // The density of 1 - u² / 2 rises along the lessons: the newest are met twice as often as those halfway.
      const chosen = Math.floor(lessons.count * Math.sqrt(random()));
      const sequence = lessons.sequences[chosen] as Float64Array;
      network.run(sequence, outputs);
      slopesOf(outputs, lessons.wanted[chosen] as Float64Array, limits, slopes);
      network.back(sequence, slopes, gradient);
    }
    adam.step(weights, gradient, rate * (0.05 + 0.475 * (1 + Math.cos((Math.PI * step) / steps))));
  }
}

/** Huber's limit of each knot. */
function limitsOf({ wanted }: GruLessons, outputs: number): Float64Array {
  return Float64Array.from({ length: outputs }, (_, knot) => {
    const misses = wanted.map((row) => Math.abs(row[knot] as number)).filter((miss) => !Number.isNaN(miss));
    return misses.length === 0 ? 1 : 1.345 * 1.4826 * middleOf(Float64Array.from(misses)) + 1e-9;
  });
}

/** Slopes of the loss by each output, in units of each knot's limit so that near and far leads weigh alike. */
function slopesOf(outputs: Float64Array, wanted: Float64Array, limits: Float64Array, slopes: Float64Array): void {
  for (let knot = 0; knot < slopes.length; knot++) {
    const slope = ((outputs[knot] as number) - (wanted[knot] as number)) / (limits[knot] as number);
    slopes[knot] = Number.isNaN(slope) ? 0 : Math.max(-1, Math.min(1, slope)) / (BATCH * slopes.length);
  }
}
