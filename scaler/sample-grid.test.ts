import { describe, expect, it } from 'vitest';
import { MetricWindow } from './metric-window.ts';
import { gridOf, nearestStep, onGrid, stepBefore, timeOfStep } from './sample-grid.ts';

const MINUTE = 60_000;
const grid = { stepMs: MINUTE, phaseMs: 0 };
const minutes = (...values: readonly number[]) => values.map((value, index) => ({ at: index * MINUTE, value }));

describe('the grid of a workload', () => {
  it('lies where its name says, the same everywhere and spread over the step', () => {
    const phases = Array.from({ length: 1000 }, (_, index) => gridOf(`shop/w${index}`, 60).phaseMs);

    expect(gridOf('shop/w1', 60)).toEqual(gridOf('shop/w1', 60));
    expect(phases.every((phase) => phase >= 0 && phase < MINUTE)).toBe(true);
    expect(Math.max(...[...Map.groupBy(phases, (phase) => phase).values()].map((same) => same.length))).toBeLessThan(
      40,
    );
  });

  it('gives back the step of each of its times', () => {
    const own = gridOf('shop/chat', 30);

    expect(nearestStep(own, timeOfStep(own, 7))).toBe(7);
    expect(stepBefore(own, timeOfStep(own, 7) - 1)).toBe(6);
  });

  it('takes the mean of what is nearest to a step, and leaves holes as they are', () => {
    const values = onGrid(
      grid,
      [
        { at: -5, value: 1 },
        { at: 5, value: 3 },
        { at: 2 * MINUTE, value: 9 },
      ],
      0,
      3,
    );

    expect(values).toEqual(new Float64Array([2, Number.NaN, 9, Number.NaN]));
  });
});

describe('the window of a metric', () => {
  it('says what is usual once it knows enough, without the newest', () => {
    const window = new MetricWindow(grid);
    window.take(minutes(...Array(11).fill(10), 90));
    expect(window.usual()).toBeNull();

    window.take([{ at: 12 * MINUTE, value: 90 }]);

    expect(window.usual()).toBe(10);
    expect(window.last?.value).toBe(90);
  });

  it('gives a model each step once, with holes inside but not at the end', () => {
    const window = new MetricWindow(grid);
    window.take(minutes(1, 2));
    window.fedUpTo(1);
    window.take([{ at: 4 * MINUTE, value: 5 }]);

    const { from, values } = window.unfed();

    expect(from).toBe(2);
    expect(values).toEqual(new Float64Array([Number.NaN, Number.NaN, 5]));
    window.fedUpTo(4);
    expect(window.unfed().values).toHaveLength(0);
  });

  it('keeps what no model has seen, and forgets the rest after about an hour', () => {
    const window = new MetricWindow(grid);
    window.fedUpTo(-1);
    for (let minute = 0; minute < 300; minute++) window.take([{ at: minute * MINUTE, value: minute }]);
    expect(window.unfed().values).toHaveLength(300);

    window.fedUpTo(299);
    window.take([{ at: 300 * MINUTE, value: 1 }]);

    expect(window.usual()).toBeCloseTo(269.5);
  });

  it('puts a sample that came late in its place', () => {
    const window = new MetricWindow(grid);
    window.take([
      { at: 3 * MINUTE, value: 3 },
      { at: MINUTE, value: 1 },
    ]);
    window.take([{ at: 2 * MINUTE, value: 2 }]);

    expect(window.last?.value).toBe(3);
    expect(window.askFrom(4 * MINUTE)).toBe(3 * MINUTE);
  });
});
