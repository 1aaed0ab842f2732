/** A promise that a model does not keep. */
export interface Exception {
  readonly model: string;
  readonly test: string;
  readonly because: string;
}

export const SPIKES = 'spikes of 1e12 in the past are not the mean of what comes';
export const UPDATES = 'each update, also of a missing sample, moves time on by a step and stays sane';
export const LEVEL = 'a series at another level has its forecast at that level';

/** Promises that a model does not keep, each with the reason, which is printed. One that it keeps after all is a failure. */
export const EXCEPT: readonly Exception[] = [
  ...[
    'seasonal-naive',
    'ses',
    'holt',
    'holt-damped',
    'holt-winters',
    'holt-winters-damped',
    'holt-winters-multiplicative',
    'holt-winters-multiplicative-damped',
    'ets',
    'theta',
    'croston',
    'croston-sba',
    'croston-tsb',
    'arima',
    'auto-arima',
  ].map((model) => ({
    model,
    test: SPIKES,
    because: 'it takes samples as they are, as its source says: withoutOutliers is for that',
  })),
  {
    model: 'holt-winters-multiplicative-damped',
    test: UPDATES,
    because: 'factors that a sample of 1e12 has moved multiply it',
  },
  {
    model: 'holt-winters-multiplicative-damped',
    test: LEVEL,
    because: 'its season is a factor where the series is above 0',
  },
  { model: 'theta', test: LEVEL, because: 'its season is a factor where the series is above 0' },
  { model: 'holt-winters-multiplicative', test: LEVEL, because: 'its season is a factor where the series is above 0' },
  {
    model: 'holt-winters-multiplicative',
    test: UPDATES,
    because: 'factors that a sample of 1e12 has moved multiply it',
  },
  ...['croston', 'croston-sba', 'croston-tsb'].map((model) => ({
    model,
    test: LEVEL,
    because: 'its demand is what is not 0',
  })),
  { model: 'croston', test: 'a constant goes on', because: 'its bands are those of counts of that mean' },
  {
    model: 'croston-sba',
    test: 'a constant goes on',
    because: 'Syntetos and Boylan take half of alpha off, also here',
  },
  {
    model: 'croston-tsb',
    test: 'a constant goes on',
    because: 'it nears the chance of a demand from below, also here',
  },
  ...['ensemble', 'direct-ridge'].map((model) => ({
    model,
    test: LEVEL,
    because: 'it looks at logarithms, and at 0, where the series never is below it',
  })),
  { model: 'gradient-boosting', test: LEVEL, because: 'two splits as good as each other are chosen by the last bit' },
  { model: 'drift-non-negative', test: LEVEL, because: 'it is there to know where 0 is' },
  { model: 'ses-log', test: LEVEL, because: 'it is there to know where 0 is' },
];
