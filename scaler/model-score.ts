import { lossOf, type PredictionOutcome } from './prediction.ts';

/** How good a model was lately, by horizon. Sums in which what is older counts less. */
export interface ErrorScore {
  readonly leadSeconds: number;
  /** Outcomes in all. */
  readonly count: number;
  readonly weight: number;
  readonly absolute: number;
  readonly actual: number;
  readonly loss: number;
  readonly banded: number;
  readonly within: number;
}

/** The same as a person reads it: fractions. Null where nothing is known yet. */
export interface ModelPerformance {
  readonly leadSeconds: number;
  readonly outcomes: number;
  /** Sum of errors over sum of values. */
  readonly wape: number | null;
  /** The share that lay within the band, which promises 90 %. */
  readonly coverage: number | null;
  readonly loss: number | null;
}

/** After so many outcomes an old one counts half. */
const HALF_LIFE = 288;
const FADING = 0.5 ** (1 / HALF_LIFE);

/** The scores with an outcome more. */
export function withOutcome(scores: readonly ErrorScore[], outcome: PredictionOutcome): readonly ErrorScore[] {
  const { leadSeconds, error, actual, within } = outcome;
  const before = scores.find((score) => score.leadSeconds === leadSeconds) ?? emptyScore(leadSeconds);
  const score: ErrorScore = {
    leadSeconds,
    count: before.count + 1,
    weight: before.weight * FADING + 1,
    absolute: before.absolute * FADING + Math.abs(error),
    actual: before.actual * FADING + Math.abs(actual),
    loss: before.loss * FADING + lossOf(outcome),
    banded: before.banded * FADING + (within === null ? 0 : 1),
    within: before.within * FADING + (within === true ? 1 : 0),
  };
  const others = scores.filter((one) => one.leadSeconds !== leadSeconds);
  return [...others, score].sort((one, other) => one.leadSeconds - other.leadSeconds);
}

function emptyScore(leadSeconds: number): ErrorScore {
  return { leadSeconds, count: 0, weight: 0, absolute: 0, actual: 0, loss: 0, banded: 0, within: 0 };
}

export function performanceOf({ leadSeconds, count, ...sums }: ErrorScore): ModelPerformance {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    leadSeconds,
    outcomes: count,
    wape: share(sums.absolute, sums.actual),
    coverage: share(sums.within, sums.banded),
    loss: share(sums.loss, sums.weight),
  };
}
