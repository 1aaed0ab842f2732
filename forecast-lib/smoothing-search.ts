import {
  ALPHA,
  BETA,
  GAMMA,
  LEVEL,
  PHI,
  SEASON,
  SLOPE,
  type SmoothingFilter,
  type SmoothingForm,
} from './smoothing-filter.ts';
import { forgettingMargin } from './smoothing-stability.ts';

/** The usual region (HKOS 2008, 10), with the edges that R's forecast has. */
const EDGE = 1e-4;
const PHI_LEAST = 0.8;
const PHI_RANGE = 0.18;

/** Of the parameters, for the slope of the wall. */
const DIFFERENCE = 1e-7;

/** Alpha, beta and gamma as shares of what they may be, then the place of phi; above 0 and below 1. */
export type Start = readonly [alpha: number, beta: number, gamma: number, phi: number];

/** Parameters without bounds for the search: logits of the smoothing parameters, states in units of the errors. */
export class SmoothingSearch {
  readonly parameters: Float64Array;
  /** Weight of the wall. */
  wall = 0;
  /** The smoothing parameters that the form has: those that the wall slopes in. */
  private readonly walled: readonly number[];
  private readonly filter: SmoothingFilter;
  private readonly form: SmoothingForm;
  private readonly first: Float64Array;
  private readonly units: Float64Array;
  private readonly slope: Float64Array;

  constructor(filter: SmoothingFilter, form: SmoothingForm, first: Float64Array) {
    this.filter = filter;
    this.form = form;
    const sloped = { none: [], linear: [BETA], damped: [BETA, PHI] }[form.trend];
    this.walled = [ALPHA, GAMMA, ...sloped];
    this.first = first;
    this.parameters = first.slice();
    this.units = new Float64Array(first.length);
    this.slope = new Float64Array(first.length);
    const spread = this.spread();
    this.units[LEVEL] = spread;
    if (form.trend !== 'none') this.units[SLOPE] = spread / 10;
    if (form.season !== 'none')
      this.units.fill(form.season === 'additive' ? spread : spread / Math.abs(first[LEVEL] as number), SEASON);
  }

  /** Root mean square of the moves. */
  private spread(): number {
    const { errors } = this.filter;
    this.place([0, 0, 0, 2]);
    if (!Number.isFinite(this.filter.run(this.parameters))) return Math.abs(this.first[LEVEL] as number) / 10;
    let [sum, count] = [0, 0];
    for (const error of errors) {
      if (Number.isNaN(error)) continue;
      sum += error * error;
      count++;
    }
    return Math.sqrt(sum / count);
  }

  /** A start with these shares, or with less of alpha and beta if a long season asks for it. */
  start([alpha, beta, gamma, phi]: Start): Float64Array {
    const at = new Float64Array(this.first.length);
    for (let less = 1; less > 1e-4; less /= 3) {
      for (const [index, share] of [alpha * less, beta * less, gamma, phi].entries())
        at[index] = Math.log(share / (1 - share));
      this.place(at);
      if (this.margin() > Number.NEGATIVE_INFINITY) break;
    }
    return at;
  }

  /** Writes the parameters for a point. @returns the shares of the smoothing parameters */
  private place(at: ArrayLike<number>): [number, number, number, number] {
    const { parameters, form, first, units } = this;
    const share = (index: number) => 1 / (1 + Math.exp(-(at[index] as number)));
    const shares: [number, number, number, number] = [share(0), share(1), share(2), share(3)];
    const alpha = EDGE + (1 - 2 * EDGE) * shares[ALPHA];
    parameters[ALPHA] = alpha;
    parameters[BETA] = form.trend === 'none' ? 0 : EDGE + (alpha - EDGE) * shares[BETA];
    parameters[GAMMA] = form.season === 'none' ? 0 : EDGE + (1 - alpha - EDGE) * shares[GAMMA];
    parameters[PHI] = form.trend === 'damped' ? PHI_LEAST + PHI_RANGE * shares[PHI] : 1;
    for (let index = LEVEL; index < first.length; index++)
      parameters[index] = (first[index] as number) + (units[index] as number) * (at[index] ?? 0);
    return shares;
  }

  cost(at: Float64Array, out?: Float64Array): number {
    const [byAlpha, byBeta, byGamma, byPhi] = this.place(at);
    const { filter, parameters, form, units, slope } = this;
    const margin = this.margin();
    if (margin === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const cost = filter.run(parameters) - this.wall * margin;
    if (out === undefined || !Number.isFinite(cost)) return cost;
    filter.slopeInto(slope, parameters);
    this.addWall(margin);
    const beta = form.trend === 'none' ? 0 : (slope[BETA] as number);
    const gamma = form.season === 'none' ? 0 : (slope[GAMMA] as number);
    const phi = form.trend === 'damped' ? (slope[PHI] as number) : 0;
    const [alpha] = parameters as unknown as [number];
    const alphaSlope = (slope[ALPHA] as number) + beta * byBeta - gamma * byGamma;
    out[ALPHA] = alphaSlope * (1 - 2 * EDGE) * byAlpha * (1 - byAlpha);
    out[BETA] = beta * (alpha - EDGE) * byBeta * (1 - byBeta);
    out[GAMMA] = gamma * (1 - alpha - EDGE) * byGamma * (1 - byGamma);
    out[PHI] = phi * PHI_RANGE * byPhi * (1 - byPhi);
    for (let index = LEVEL; index < out.length; index++)
      out[index] = (slope[index] as number) * (units[index] as number);
    return cost;
  }

  /** 0 without a season: the usual region is inside the admissible one. */
  private margin(): number {
    return this.form.season === 'none' ? 0 : forgettingMargin(this.parameters, this.units.length - SEASON);
  }

  /** The slope of the wall before what never forgets, by differences: it costs nothing beside the series. */
  private addWall(margin: number): void {
    const { parameters, slope, wall } = this;
    if (margin === 0) return;
    for (const index of this.walled) {
      const value = parameters[index] as number;
      parameters[index] = value - DIFFERENCE;
      const moved = this.margin();
      parameters[index] = value;
      if (Number.isFinite(moved)) slope[index] = (slope[index] as number) - (wall * (margin - moved)) / DIFFERENCE;
    }
  }
}
