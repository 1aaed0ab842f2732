import { Worker } from 'node:worker_threads';
import type { Forecast, Series } from '#forecast-lib';
import type { ForecastAsk } from './fitted-models.ts';
import type { Forecaster } from './forecaster.ts';
import type { Logger } from './logger.ts';

export type ForecasterQuestion =
  | {
      readonly number: number;
      readonly kind: 'fit';
      readonly id: string;
      readonly model: string;
      readonly series: Series;
    }
  | { readonly number: number; readonly kind: 'next'; readonly ask: ForecastAsk }
  | { readonly number: number; readonly kind: 'forget'; readonly id: string };

export interface ForecasterAnswer {
  readonly number: number;
  readonly forecast?: Forecast;
  readonly fault?: string;
}

interface Asked {
  readonly resolve: (answer: ForecasterAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** More than two questions for each of ten thousand workloads: then something is stuck. */
const MOST_ASKED = 20_000;

type Body<Question> = Question extends unknown ? Omit<Question, 'number'> : never;

/**
 * Fits and asks in a thread of its own, one question after the other: what is asked after a fit was begun is asked of the
 * new model. A thread that breaks is started anew, without its models: who asks for one hears that it is not fitted.
 */
export class ForecasterThread implements Forecaster {
  readonly #log: Logger;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #count = 0;
  #closed = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  async fit(id: string, model: string, series: Series): Promise<void> {
    await this.#ask({ kind: 'fit', id, model, series });
  }

  async next(ask: ForecastAsk): Promise<Forecast> {
    return (await this.#ask({ kind: 'next', ask })).forecast as Forecast;
  }

  forget(id: string): void {
    this.#ask({ kind: 'forget', id }).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#giveUp(new Error('The scaler stops'));
    await worker?.terminate();
  }

  #ask(body: Body<ForecasterQuestion>): Promise<ForecasterAnswer> {
    if (this.#closed) return Promise.reject(new Error('The forecaster was closed'));
    if (this.#asked.size >= MOST_ASKED) return Promise.reject(new Error(`${MOST_ASKED} questions wait already`));
    const number = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject });
      this.#thread().postMessage({ number, ...body });
    });
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./forecaster-worker.ts', import.meta.url), { stderr: false });
    this.#worker = worker;
    worker.on('message', (answer: ForecasterAnswer) => {
      const asked = this.#asked.get(answer.number);
      this.#asked.delete(answer.number);
      if (answer.fault === undefined) asked?.resolve(answer);
      else asked?.reject(new Error(answer.fault));
    });
    const broke = (reason: string) => {
      if (this.#worker !== worker) return;
      this.#log.log('error', 'forecaster-broke', { reason });
      this.#giveUp(new Error(`The forecaster's thread broke: ${reason}`));
    };
    worker.on('error', (error) => broke(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => broke(`it ended with ${code}`));
    return worker;
  }

  #giveUp(error: Error): void {
    this.#worker = undefined;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(error);
  }
}
