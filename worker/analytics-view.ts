import type { Analytics, AnalyticsAnswer, AnalyticsMetric, AnalyticsQuery } from '#app';
import { ANALYTICS_NAME } from './analytics-object.ts';
import { takeAnswer } from './answer.ts';
import type { Env } from './env.ts';

/** The analytics as a Worker has them: asked from the object that keeps them. */
export class AnalyticsView implements Analytics {
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<AnalyticsAnswer> {
    return takeAnswer<AnalyticsAnswer>(this.#env.ANALYTICS.getByName(ANALYTICS_NAME).read(metric, query));
  }
}
