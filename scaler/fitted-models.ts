import type { Fitted, Forecast, Model } from '#forecast-lib';
import { packModel, unpackModel } from './model-pack.ts';

/** What is asked of a model that was fitted: to take what is new, and to look ahead. */
export interface ForecastAsk {
  /** Whose model: metric, workload and role. */
  readonly id: string;
  /** Steps that it has not seen, oldest first; NaN where a sample is missing. */
  readonly values: Float64Array;
  /** Steps. */
  readonly horizon: number;
  readonly levels: readonly number[];
}

export type ModelNamed = (name: string) => Model;

interface Known {
  /** As it is asked; packed between two questions that are far apart. */
  readonly model: Fitted | Buffer;
  /** Steps that a model that cannot take any was not told of. */
  readonly missed: number;
}

/** So many are kept as they are: an ensemble of a week has 330 kB, packed 150. */
const MOST_WHOLE = 100;

/**
 * Models that were fitted, by whose they are. Where there are many, all but the hundred that were fitted or asked last are packed:
 * that costs a few milliseconds a question, and more than halves the memory of a thousand.
 */
export class FittedModels {
  readonly #known = new Map<string, Known>();
  /** Those that are not packed, the one that was used last at the end. */
  readonly #whole = new Set<string>();
  readonly #modelNamed: ModelNamed;
  readonly #mostWhole: number;

  constructor(modelNamed: ModelNamed, mostWhole = MOST_WHOLE) {
    this.#modelNamed = modelNamed;
    this.#mostWhole = mostWhole;
  }

  put(id: string, fitted: Fitted): void {
    this.#keep(id, fitted, 0);
  }

  /** @throws Error where nothing is fitted */
  next({ id, values, horizon, levels }: ForecastAsk): Forecast {
    const known = this.#known.get(id);
    if (known === undefined) throw new Error(`Nothing is fitted for "${id}"`);
    const fitted = Buffer.isBuffer(known.model) ? this.#unpacked(known.model) : known.model;
    let { missed } = known;
    if (fitted.update === undefined) missed += values.length;
    else for (const value of values) fitted.update(value);
    const forecast = fitted.predict(horizon + missed, levels);
    this.#keep(id, fitted, missed);
    return later(forecast, missed);
  }

  forget(id: string): void {
    this.#whole.delete(id);
    this.#known.delete(id);
  }

  #keep(id: string, model: Fitted, missed: number): void {
    this.#known.set(id, { model, missed });
    this.#whole.delete(id);
    this.#whole.add(id);
    for (const longest of this.#whole) {
      if (this.#whole.size <= this.#mostWhole) return;
      this.#pack(longest);
    }
  }

  #pack(id: string): void {
    this.#whole.delete(id);
    const known = this.#known.get(id);
    if (known === undefined || Buffer.isBuffer(known.model)) return;
    this.#known.set(id, { ...known, model: packModel(known.model.save()) });
  }

  #unpacked(packed: Buffer): Fitted {
    const saved = unpackModel(packed);
    return this.#modelNamed(saved.model).restore(saved);
  }
}

/** A forecast without its first leads. */
function later(forecast: Forecast, steps: number): Forecast {
  if (steps === 0) return forecast;
  const { startAt, stepSeconds, mean, quantiles } = forecast;
  return {
    ...forecast,
    startAt: startAt + steps * stepSeconds * 1000,
    mean: mean.slice(steps),
    quantiles: quantiles.map((path) => path.slice(steps)),
  };
}
