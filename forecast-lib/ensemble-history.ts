import { directFeatureCount, directFeatures } from './direct-features.ts';
import { product } from './direct-ridge-fit.ts';
import type { NaiveMember } from './ensemble-members.ts';
import { fromLogarithm, type LogarithmSpace, toLogarithm } from './ensemble-space.ts';
import { type LaggedSeries as Lagged, LaggedSeries, type LaggedShape } from './lagged-series.ts';

/** What two ridges learnt for a group of leads: in the series' own space, and in logarithms where it has them. */
export interface Ridges {
  readonly plain: Float64Array;
  readonly logarithm: Float64Array | undefined;
}

/** How an ensemble looks at its series. */
export interface EnsembleLook {
  readonly naive: readonly NaiveMember[];
  readonly shape: LaggedShape;
  readonly space: LogarithmSpace | undefined;
  /** Whether the series never was below 0, and so never will be said to be. */
  readonly nonNegative: boolean;
}

/** A series without gaps as members of the ensemble look at it, and what each of them says. */
export class EnsembleHistory {
  readonly plain: Lagged;
  readonly logarithm: Lagged | undefined;
  readonly space: LogarithmSpace | undefined;
  /** What no forecast goes below. */
  readonly low: number;
  /** Members that need no fit; the ridges speak after them. */
  readonly naive: readonly NaiveMember[];
  /** How many members speak. */
  readonly members: number;
  readonly #features: Float64Array;

  constructor(values: Float64Array, look: EnsembleLook, room?: number) {
    const { naive, shape, space, nonNegative } = look;
    this.plain = new LaggedSeries(values, shape, room);
    this.logarithm =
      space &&
      new LaggedSeries(
        values.map((value) => toLogarithm(space, value)),
        shape,
        room,
        false,
      );
    this.space = space;
    this.low = nonNegative ? 0 : Number.NEGATIVE_INFINITY;
    this.naive = naive;
    this.members = naive.length + (space ? 2 : 1);
    this.#features = new Float64Array(directFeatureCount(this.plain));
  }

  get length(): number {
    return this.plain.length;
  }

  push(value: number): void {
    this.plain.push(value);
    if (this.space) this.logarithm?.push(toLogarithm(this.space, value));
  }

  /** What each member says at an origin about a lead: the ridges last. */
  say(ridges: Ridges, origin: number, lead: number, into: Float64Array, offset: number): void {
    this.sayNaive(origin, lead, into, offset);
    const at = offset + this.naive.length;
    into[at] = this.bound(this.#ridge(this.plain, ridges.plain, origin, lead));
    if (this.logarithm && this.space && ridges.logarithm) {
      const said = this.#ridge(this.logarithm, ridges.logarithm, origin, lead);
      into[at + 1] = this.bound(fromLogarithm(this.space, said));
    }
  }

  sayNaive(origin: number, lead: number, into: Float64Array, offset: number): void {
    for (let index = 0; index < this.naive.length; index++)
      into[offset + index] = this.bound(this.naive[index]?.at(this.plain, origin, lead) as number);
  }

  bound(value: number): number {
    return value < this.low ? this.low : value;
  }

  #ridge(series: Lagged, weights: Float64Array, origin: number, lead: number): number {
    const base = directFeatures(series, origin, lead, this.#features, 0);
    return base + product(this.#features, 0, weights);
  }
}
