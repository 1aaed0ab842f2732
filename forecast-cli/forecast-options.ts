import { parseArgs } from 'node:util';
import { CliFault } from './cli-fault.ts';

export interface ForecastOptions {
  readonly action: 'answer' | 'help' | 'models';
  /** The model that answers. */
  readonly model: string;
}

export const FORECAST_USAGE = `npm run -s forecast [-- options] < QUESTIONS > ANSWERS

  A filter of JSON lines: every question is answered with one line, in order.

  asked     {"id": 1, "freq_seconds": 300, "start": 1700000000, "values": [3, null, 4, …],
             "horizon": 288, "quantiles": [0.1, 0.5, 0.9]}
            start is in Unix seconds (0 unless told), null is a missing value,
            horizon counts steps, quantiles are 0.05 0.1 0.5 0.9 0.95 unless told
  answered  {"id": 1, "mean": […], "quantiles": {"0.1": […], …}, "fit_ms": 1.5, "predict_ms": 0.1}
  or        {"id": 1, "error": "a sentence", "code": "too-short"}

  --model NAME  the model that answers (ensemble)
  --models      list the models
  --help        this text`;

/**
 * Reads the command line of `npm run forecast`.
 *
 * @throws CliFault `bad-arguments`
 * @example
 * parseForecastOptions(['--model', 'ets']) // => { action: 'answer', model: 'ets' }
 */
export function parseForecastOptions(args: readonly string[]): ForecastOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: 'string', default: 'ensemble' },
        models: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { action: values.help ? 'help' : values.models ? 'models' : 'answer', model: values.model };
  } catch (error) {
    throw new CliFault('bad-arguments', error instanceof Error ? error.message : undefined, error);
  }
}
