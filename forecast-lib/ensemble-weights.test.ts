import { describe, expect, it } from 'vitest';
import { blend, errorWeights, weighingRule } from './ensemble-weights.ts';

describe('errorWeights', () => {
  it('sum to one, and favour what missed little the more the higher the power', () => {
    const mild = errorWeights([1, 2, 4], 2);
    const sharp = errorWeights([1, 2, 4], 8);

    expect(mild.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(mild[0]).toBeGreaterThan(mild[1] as number);
    expect(sharp[0]).toBeGreaterThan(0.99);
  });

  it('are equal where nobody missed anything, and all with one who missed nothing where others did', () => {
    expect(errorWeights([0, 0], 6)).toEqual(new Float64Array([0.5, 0.5]));
    expect(errorWeights([0, 3], 6)[0]).toBeGreaterThan(0.999_999);
  });
});

describe('blend', () => {
  it('is the weighted mean, with the weighted mean of how far members are from it', () => {
    const said = new Float64Array([9, 0, 10]);

    expect(blend(said, 1, new Float64Array([0.5, 0.5]))).toEqual({ value: 5, dispute: 5 });
  });
});

describe('weighingRule', () => {
  it('forgets the misses of short leads sooner than those of long ones', () => {
    const halfLives = [0.01, 0.1, 0.5, 1.5].map((middle) => weighingRule(middle, 288).halfLife);

    expect(halfLives).toEqual(halfLives.toSorted((one, other) => one - other));
    expect(new Set(halfLives).size).toBe(3);
  });
});
