import type { Forecast, Series } from '#forecast-lib';
import { FittedModels, type ForecastAsk, type ModelNamed } from './fitted-models.ts';

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

/** Fits and asks where it is called: for tests, the command line and few workloads. A fit may take a second. */
export class ForecasterHere implements Forecaster {
  readonly #models: FittedModels;
  readonly #modelNamed: ModelNamed;

  constructor(modelNamed: ModelNamed) {
    this.#modelNamed = modelNamed;
    this.#models = new FittedModels(modelNamed);
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
