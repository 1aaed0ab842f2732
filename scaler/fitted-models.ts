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
  /** As it is asked, or packed between two questions. */
  fitted: Fitted | undefined;
  packed: Buffer | undefined;
  /** Steps that a model that cannot take any was not told of. */
  missed: number;
}

/** So many are kept as they are: an ensemble of a week has 330 kB, packed 150. */
const MOST_WHOLE = 100;

/**
 * Models that were fitted, by whose they are. Where there are many, all but the first hundred are packed between two questions:
 * that costs a few milliseconds a question, and more than halves the memory of a thousand.
 */
export class FittedModels {
  readonly #known = new Map<string, Known>();
  readonly #modelNamed: ModelNamed;
  readonly #mostWhole: number;
  #whole = 0;

  constructor(modelNamed: ModelNamed, mostWhole = MOST_WHOLE) {
    this.#modelNamed = modelNamed;
    this.#mostWhole = mostWhole;
  }

  put(id: string, fitted: Fitted): void {
    this.forget(id);
    this.#known.set(id, this.#kept(fitted, 0));
  }

  /** @throws Error where nothing is fitted */
  next({ id, values, horizon, levels }: ForecastAsk): Forecast {
    const known = this.#known.get(id);
    if (known === undefined) throw new Error(`Nothing is fitted for "${id}"`);
    const fitted = known.fitted ?? this.#unpacked(known.packed as Buffer);
    let { missed } = known;
    if (fitted.update === undefined) missed += values.length;
    else for (const value of values) fitted.update(value);
    const forecast = fitted.predict(horizon + missed, levels);
    if (known.fitted === undefined) this.#known.set(id, this.#kept(fitted, missed));
    else known.missed = missed;
    return later(forecast, missed);
  }

  forget(id: string): void {
    if (this.#known.get(id)?.fitted !== undefined) this.#whole--;
    this.#known.delete(id);
  }

  #kept(fitted: Fitted, missed: number): Known {
    if (this.#whole >= this.#mostWhole) return { fitted: undefined, packed: packModel(fitted.save()), missed };
    this.#whole++;
    return { fitted, packed: undefined, missed };
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
