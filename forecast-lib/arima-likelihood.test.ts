import { expect, test } from 'vitest';
import { armaAutocovariances } from './arima-autocovariance.ts';
import type { Arma } from './arima-conditional.ts';
import { gapFit } from './arima-gaps.ts';
import { exactFit } from './arima-likelihood.ts';
import { lagPolynomial, lagWeights, multiplyPolynomials } from './arima-polynomial.ts';

const product = (short: number[], long: number[], sign: number) =>
  lagWeights(multiplyPolynomials(lagPolynomial(short, 1, sign), lagPolynomial(long, 4, sign)), sign);
const arma = (ar: number[], seasonalAr: number[], ma: number[], seasonalMa: number[]): Arma => ({
  ar: product(ar, seasonalAr, -1),
  ma: product(ma, seasonalMa, 1),
});
const MODELS: [string, Arma][] = [
  ['white noise', arma([], [], [], [])],
  ['an autoregression', arma([0.9], [], [], [])],
  ['a moving average', arma([], [], [0.3, 0.2, 0.1], [])],
  ['both, and a season', arma([0.5, 0.2], [0.3], [0.4], [-0.6])],
];
const values = Float64Array.from({ length: 60 }, (_, at) => Math.sin(at * at) + 0.3 * Math.cos(at / 5) + 0.4);
const nothing = lagWeights(Float64Array.of(1), -1);

/** The same from the whole covariance matrix of the values at `times`: the definition, at the cost of its cube. */
function byDefinition(model: Arma, times: readonly number[]) {
  const covariances = armaAutocovariances(model.ar, model.ma, values.length) as Float64Array;
  const rows: number[][] = [];
  const solve = (right: (time: number) => number): number[] => {
    const solved: number[] = [];
    for (const [row, line] of rows.entries())
      solved.push(
        line
          .slice(0, row)
          .reduce((left, weight, at) => left - weight * (solved[at] as number), right(times[row] as number)) /
          (line[row] as number),
      );
    return solved;
  };
  for (const time of times) {
    const line = solve((other) => covariances[Math.abs(time - other)] as number);
    const left = line.reduce((rest, weight) => rest - weight * weight, covariances[0] as number);
    rows.push([...line, Math.sqrt(left)]);
  }
  const dot = (one: number[], other: number[]) => one.reduce((sum, part, at) => sum + part * (other[at] as number), 0);
  const [own, ones] = [solve((time) => values[time] as number), solve(() => 1)];
  const constant = dot(own, ones) / dot(ones, ones);
  const logDeterminant = rows.reduce((sum, line) => sum + 2 * Math.log(line.at(-1) as number), 0);
  return { constant, logDeterminant, squares: dot(own, own) - constant * dot(own, ones) };
}

const squaresOf = (residuals: Float64Array) => residuals.reduce((sum, residual) => sum + residual ** 2, 0);

test.each(MODELS)('the likelihood of %s is that of its covariance matrix', (_, model) => {
  const truth = byDefinition(model, [...values.keys()]);

  const fit = exactFit(values, model, true);

  expect(fit?.constant).toBeCloseTo(truth.constant, 10);
  expect(fit?.logDeterminant).toBeCloseTo(truth.logDeterminant, 9);
  expect(squaresOf(fit?.residuals as Float64Array)).toBeCloseTo(truth.squares, 8);
});

test.each(MODELS)('the likelihood of %s over gaps is that of the values there are', (_, model) => {
  const gappy = values.map((value, at) => ([0, 7, 8, 30, 59].includes(at) ? Number.NaN : value));
  const truth = byDefinition(
    model,
    [...values.keys()].filter((at) => !Number.isNaN(gappy[at])),
  );

  const fit = gapFit(gappy, values, model, nothing, new Float64Array(60).fill(1));

  expect(fit?.count).toBe(55);
  expect(fit?.constant).toBeCloseTo(truth.constant, 10);
  expect(fit?.logDeterminant).toBeCloseTo(truth.logDeterminant, 9);
  expect(squaresOf(fit?.residuals as Float64Array)).toBeCloseTo(truth.squares, 8);
});

test('a model that is not stationary has no likelihood', () => {
  const explosive = arma([1.01], [], [], []);

  const fit = exactFit(values, explosive, true);

  expect(fit).toBeUndefined();
});
