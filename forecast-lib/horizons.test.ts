import { describe, expect, it } from 'vitest';
import { readHorizons, stepsTo } from './horizons.ts';

const forecast = {
  startAt: 0,
  stepSeconds: 300,
  mean: new Float64Array([4, 9, 7, 5]),
  levels: [0.9],
  quantiles: [new Float64Array([5, 12, 9, 6])],
};

describe('readHorizons', () => {
  it('says what is at the end of each, and the highest until then', () => {
    expect(readHorizons(forecast, [60, 900])).toEqual([
      { seconds: 60, steps: 1, mean: 4, highest: 4, quantiles: [5], highestQuantiles: [5] },
      { seconds: 900, steps: 3, mean: 7, highest: 9, quantiles: [9], highestQuantiles: [12] },
    ]);
  });

  it('refuses a time that the forecast does not reach', () => {
    expect(() => readHorizons(forecast, [3_600])).toThrow(expect.objectContaining({ code: 'bad-horizon' }));
  });
});

describe('stepsTo', () => {
  it('is as many steps as the farthest needs, at least one', () => {
    expect([stepsTo(300), stepsTo(300, [60]), stepsTo(3_600, [900, 7_200])]).toEqual([288, 1, 2]);
  });
});
