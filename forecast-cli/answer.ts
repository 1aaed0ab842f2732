import { checkHorizon, checkLevels, type Forecast, ForecastFault, type Model } from '#forecast-lib';
import { CliFault } from './cli-fault.ts';
import { parseFields, parseQuestion } from './question.ts';

/** What a line is answered with: a forecast, or why there is none. */
export type Answer = GoodAnswer | BadAnswer;

export interface GoodAnswer {
  readonly id: unknown;
  readonly mean: readonly number[];
  readonly quantiles: Readonly<Record<string, readonly number[]>>;
  readonly fit_ms: number;
  readonly predict_ms: number;
  /** How far the model trusts itself, 0 to 1, where it says so. */
  readonly confidence?: number;
}

export interface BadAnswer {
  readonly id: unknown;
  readonly error: string;
  readonly code: string;
}

/**
 * Answers one line. Whatever is wrong with it, or goes wrong in the model, becomes a bad answer; nothing is thrown.
 *
 * @param clock milliseconds that only go forward
 */
export function answerLine(line: string, model: Model, clock: () => number): Answer {
  let id: unknown = null;
  try {
    const fields = parseFields(line);
    id = fields.id ?? null;
    const { series, horizon, levels } = parseQuestion(fields);
    checkHorizon(horizon);
    checkLevels(levels);
    const beforeFit = clock();
    const fitted = model.fit(series);
    const beforePredict = clock();
    const forecast: Forecast & { readonly confidence?: number } = fitted.predict(horizon, levels);
    const end = clock();
    checkFinite(forecast);
    return {
      id,
      mean: Array.from(forecast.mean),
      quantiles: Object.fromEntries(
        forecast.levels.map((level, at) => [level, Array.from(forecast.quantiles[at] ?? [])]),
      ),
      fit_ms: thousandths(beforePredict - beforeFit),
      predict_ms: thousandths(end - beforePredict),
      ...(forecast.confidence === undefined ? {} : { confidence: forecast.confidence }),
    };
  } catch (error) {
    return sayFault(error, id);
  }
}

/** The answer to a line that cannot be answered. */
export function sayFault(error: unknown, id: unknown): BadAnswer {
  if (error instanceof CliFault || error instanceof ForecastFault) {
    return { id, error: error.message, code: error.code };
  }
  const fault = new CliFault('unexpected', error instanceof Error ? error.message : String(error), error);
  return { id, error: fault.message, code: fault.code };
}

/** @throws CliFault `unexpected`: JSON has no word for what is not finite */
function checkFinite({ mean, quantiles }: Forecast): void {
  for (const numbers of [mean, ...quantiles]) {
    if (!numbers.every(Number.isFinite)) throw new CliFault('unexpected', 'a number of the forecast is not finite');
  }
}

function thousandths(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
