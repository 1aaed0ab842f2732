import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import initEts, { AutoETS } from '@bsull/augurs/ets';
import initMstl, { type Forecast, MSTL } from '@bsull/augurs/mstl';
import Arima from 'arima';
import { fillGaps, type Series, stepsPerDay } from '#forecast-lib';

/** A forecaster that the library is measured beside: fits, forecasts with a band, and lets go of its memory. */
export interface Peer {
  readonly name: string;
  run(series: Series, horizon: number): number;
}

/** One of augurs, fitted: gives a band of one width at a time, and holds memory until it is freed. */
export interface AugursFitted {
  predict(horizon: number, width: number): Forecast;
  free(): void;
}

/** What augurs is measured with, by names for command lines. */
export const AUGURS: Readonly<Record<string, (series: Series) => AugursFitted>> = {
  'augurs-mstl': fitMstl,
  'augurs-ets': fitEts,
};

/** Both peers whose speed is measured, ready to run. They are asked for one band. */
export async function loadPeers(): Promise<Peer[]> {
  await loadAugurs();
  return [
    { name: 'augurs MSTL', run: runMstl },
    { name: 'npm arima', run: runArima },
  ];
}

/** MUST have ended before augurs is used. */
export async function loadAugurs(): Promise<void> {
  await initMstl({ module_or_path: readModule('mstl') });
  await initEts({ module_or_path: readModule('ets') });
}

function readModule(name: string) {
  const folder = import.meta.resolve(`@bsull/augurs/${name}`);
  return readFileSync(fileURLToPath(new URL(`${name}_bg.wasm`, folder)));
}

/** Seasons of a day and a week, its trend by exponential smoothing, as its documentation advises. */
function fitMstl({ values, stepSeconds }: Series): AugursFitted {
  const day = stepsPerDay(stepSeconds);
  const model = MSTL.ets(values.length > 14 * day ? [day, 7 * day] : [day], { impute: true });
  model.fit(values);
  return model;
}

/** Error and trend as it chooses, no season: one of a day is more than its search can do. It cannot take gaps. */
function fitEts({ values }: Series): AugursFitted {
  const model = new AutoETS(1, 'ZZN');
  model.fit(fillGaps(values, 0));
  return model;
}

function runMstl(series: Series, horizon: number): number {
  const model = fitMstl(series);
  try {
    return model.predict(horizon, 0.9).point.at(-1) ?? Number.NaN;
  } finally {
    model.free();
  }
}

/** ARIMA(2,1,2) without seasons, which at 288 steps a season it cannot do in any useful time. */
function runArima({ values }: Series, horizon: number): number {
  const model = new Arima({ p: 2, d: 1, q: 2, method: 1, verbose: false });
  try {
    model.train(Array.from(values));
    return model.predict(horizon)[0].at(-1) ?? Number.NaN;
  } finally {
    model.destroy();
  }
}
