import { describe, expect, it } from 'vitest';
import { type Contest, challengerWins, NO_CONTEST, withRound } from './model-contest.ts';
import { type ErrorScore, performanceOf, withOutcome } from './model-score.ts';
import { type ModelRole, type Prediction, type PredictionOutcome, pointAt } from './prediction.ts';
import { PredictionWatch } from './prediction-watch.ts';
import { readyPods, withAsked } from './ready-pods.ts';

const MINUTE = 60_000;
const grid = { stepMs: MINUTE, phaseMs: 0 };

const prediction = (over: Partial<Prediction> = {}): Prediction => ({
  metric: 'connections',
  model: 'ensemble',
  role: 'champion',
  madeAt: 0,
  points: [{ leadSeconds: 900, forAt: 15 * MINUTE, mean: 100, levels: [0.05, 0.95], quantiles: [80, 120] }],
  ...over,
});

const outcome = (over: Partial<PredictionOutcome> = {}): PredictionOutcome => {
  const { points: _, ...said } = prediction();
  const point = { leadSeconds: 900, forAt: 0, mean: 100, levels: [0.5], quantiles: [100] };
  return { ...said, ...point, actual: 100, error: 0, within: true, ...over };
};

describe('predictions that wait for what comes', () => {
  it('tell their error and whether the band held, once their time has come', () => {
    const watch = new PredictionWatch(grid);
    watch.note(prediction());
    expect(watch.settle(14, new Float64Array([90]))).toEqual([]);

    const [settled] = watch.settle(15, new Float64Array([130]));

    expect(settled).toMatchObject({ actual: 130, error: -30, within: false, leadSeconds: 900 });
    expect(watch.waiting).toBe(0);
  });

  it('are forgotten when nobody measured what came', () => {
    const watch = new PredictionWatch(grid);
    watch.note(prediction());

    expect(watch.settle(15, new Float64Array([Number.NaN, 3]))).toEqual([]);
    expect(watch.waiting).toBe(0);
  });

  it('do not grow without end', () => {
    const watch = new PredictionWatch(grid);

    for (let count = 0; count < 5000; count++) watch.note(prediction());

    expect(watch.waiting).toBe(2000);
  });

  it('are read from a forecast only where it reaches', () => {
    const forecast = { madeAt: 0, startAt: MINUTE, stepSeconds: 60, mean: [1, 2, 3], levels: [], quantiles: [] };

    expect(pointAt(forecast, 180)?.mean).toBe(3);
    expect(pointAt(forecast, 240)).toBeUndefined();
  });
});

describe('how good a model was', () => {
  it('is told as fractions of what came', () => {
    let scores: readonly ErrorScore[] = [];
    scores = withOutcome(scores, outcome({ actual: 100, error: 10 }));
    scores = withOutcome(scores, outcome({ actual: 100, error: -30, within: false }));

    const [performance] = scores.map(performanceOf);

    expect(performance?.outcomes).toBe(2);
    expect(performance?.wape).toBeCloseTo(0.2, 2);
    expect(performance?.coverage).toBeCloseTo(0.5, 2);
  });

  it('follows what happened lately', () => {
    let scores: readonly ErrorScore[] = [];
    for (let count = 0; count < 3000; count++) scores = withOutcome(scores, outcome({ error: 50 }));
    for (let count = 0; count < 3000; count++) scores = withOutcome(scores, outcome({ error: 1 }));

    expect(scores.map(performanceOf)[0]?.wape).toBeCloseTo(0.01, 2);
  });
});

describe('champion and challenger', () => {
  const contested = (hours: number, errorOf: (role: ModelRole, hour: number) => number): Contest => {
    let contest = NO_CONTEST;
    for (let hour = 0; hour < hours; hour++) {
      for (const role of ['champion', 'challenger'] as const) {
        const error = errorOf(role, hour);
        contest = withRound(contest, outcome({ role, forAt: hour * 60 * MINUTE, quantiles: [100 + error] }));
      }
    }
    return contest;
  };

  it('change places when the challenger was nearer for a day, with confidence', () => {
    const contest = contested(24, (role, hour) => (role === 'champion' ? 20 : 10) + (hour % 3));

    expect(challengerWins(contest)).toBe('over 24 hours it was 48 % nearer to what came');
  });

  it('stay while less than a day was seen, or the difference may be luck', () => {
    expect(challengerWins(contested(23, (role) => (role === 'champion' ? 20 : 10)))).toBeUndefined();
    const luck = contested(48, (role, hour) => ((hour % 2 === 0) === (role === 'champion') ? 21 : 20));
    expect(challengerWins(luck)).toBeUndefined();
  });

  it('count only moments that both spoke of, and wait for few', () => {
    let contest = NO_CONTEST;

    for (let at = 0; at < 500; at++) contest = withRound(contest, outcome({ forAt: at * MINUTE }));

    expect(contest.hours).toEqual([]);
    expect(Object.keys(contest.single)).toHaveLength(100);
  });
});

describe('pods that would have been ready', () => {
  it('are those asked for a lead time ago and ever since', () => {
    const asked = [3, 8, 5, 9].map((planned, minute) => ({ at: minute * MINUTE, planned, reactive: 2 }));

    expect(readyPods(asked, 3 * MINUTE, 120)).toEqual({ planned: 5, reactive: 2 });
    expect(readyPods(asked, 3 * MINUTE, 240)).toBeUndefined();
  });

  it('are remembered for as long as a lead takes', () => {
    let asked = withAsked([], { at: 0, planned: 1, reactive: 1 }, 120);
    for (let minute = 1; minute < 50; minute++) {
      asked = withAsked(asked, { at: minute * MINUTE, planned: 1, reactive: 1 }, 120);
    }

    expect(asked.map(({ at }) => at / MINUTE)).toEqual([47, 48, 49]);
  });
});
