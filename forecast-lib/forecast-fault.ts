/**
 * Everything that can be wrong with what a forecaster is given: the code is stable and for programs, the sentence is for
 * a tired person.
 */
export const FORECAST_FAULTS = {
  'empty-series': 'The series has no samples: give at least one number',
  'all-missing': 'Every sample of the series is missing: give at least one number',
  'bad-value': 'A sample must be a finite number, or NaN or null where it is missing',
  'bad-step': 'The step must be a positive number of seconds',
  'bad-start': 'The start must be a time in epoch milliseconds',
  'bad-samples': 'The samples must be pairs of a time in epoch milliseconds and a number, at least one of them',
  'bad-horizon': 'The horizon must be a whole number of steps from 1 to 100000',
  'bad-level': 'A quantile level must be a number above 0 and below 1',
  'bad-option': 'An option of this model is outside what it may be',
  'bad-event': 'An event must have a name, an end after its start, and a lift above 0',
  'too-short': 'The series is too short for this model: give more samples, or take a simpler model',
  'bad-saved': 'This is not what a fitted model saved: fit again',
  'unknown-model': 'No model has this name',
  'no-update': 'This model cannot take new samples one by one: fit again',
} as const satisfies Record<string, string>;

export type ForecastFaultCode = keyof typeof FORECAST_FAULTS;

/** What was found and what to do, for a program (code) and a person (message). */
export class ForecastFault extends Error {
  override readonly name = 'ForecastFault';
  readonly code: ForecastFaultCode;

  constructor(code: ForecastFaultCode, found?: string, cause?: unknown) {
    super(found === undefined ? FORECAST_FAULTS[code] : `${FORECAST_FAULTS[code]} (${found})`, { cause });
    this.code = code;
  }
}
