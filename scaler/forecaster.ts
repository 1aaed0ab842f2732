import type { Fitted, Forecast, Model, Series } from '#forecast-lib';

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

/**
 * Fits models and asks them, here or in a thread of its own.
 *
 * - A fit MUST take the place of the one before only when it is whole; until then `next` MUST answer with the one before.
 * - What `next` was given while a fit was under way MUST reach the new model too.
 * - `next` MUST reject where nothing is fitted, and a model that throws MUST NOT touch others.
 */
export interface Forecaster {
  /** @throws ForecastFault */
  fit(id: string, model: string, series: Series): Promise<void>;
  /** @throws ForecastFault */
  next(ask: ForecastAsk): Promise<Forecast>;
  forget(id: string): void;
  close(): Promise<void>;
}

export type ModelNamed = (name: string) => Model;

interface Known {
  readonly fitted: Fitted;
  /** Steps that a model that cannot take any was not told of. */
  missed: number;
}

/** Models that were fitted, by whose they are. */
export class FittedModels {
  readonly #known = new Map<string, Known>();

  put(id: string, fitted: Fitted): void {
    this.#known.set(id, { fitted, missed: 0 });
  }

  /** @throws Error where nothing is fitted */
  next({ id, values, horizon, levels }: ForecastAsk): Forecast {
    const known = this.#known.get(id);
    if (known === undefined) throw new Error(`Nothing is fitted for "${id}"`);
    const { fitted } = known;
    if (fitted.update === undefined) known.missed += values.length;
    else for (const value of values) fitted.update(value);
    return later(fitted.predict(horizon + known.missed, levels), known.missed);
  }

  forget(id: string): void {
    this.#known.delete(id);
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

/** Fits and asks where it is called: for tests, the command line and few workloads. A fit may take a second. */
export class ForecasterHere implements Forecaster {
  readonly #models = new FittedModels();
  readonly #modelNamed: ModelNamed;

  constructor(modelNamed: ModelNamed) {
    this.#modelNamed = modelNamed;
  }

  async fit(id: string, model: string, series: Series): Promise<void> {
    this.#models.put(id, this.#modelNamed(model).fit(series));
  }

  async next(ask: ForecastAsk): Promise<Forecast> {
    return this.#models.next(ask);
  }

  forget(id: string): void {
    this.#models.forget(id);
  }

  async close(): Promise<void> {}
}
