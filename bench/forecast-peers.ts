import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import initMstl, { MSTL } from '@bsull/augurs/mstl';
import Arima from 'arima';
import type { Series } from '#forecast-lib';

/** A forecaster that the library is measured beside: fits, forecasts with a band, and lets go of its memory. */
export interface Peer {
  readonly name: string;
  run(series: Series, horizon: number): number;
}

const DAY = 288;

/** Both peers, ready to run. They are asked for one band, which is all that they can give at a time. */
export async function loadPeers(): Promise<Peer[]> {
  const folder = import.meta.resolve('@bsull/augurs/mstl');
  await initMstl({ module_or_path: readFileSync(fileURLToPath(new URL('mstl_bg.wasm', folder))) });
  return [
    { name: 'augurs MSTL', run: runMstl },
    { name: 'npm arima', run: runArima },
  ];
}

/** Seasons of a day and a week, its trend by exponential smoothing, as its documentation advises. */
function runMstl({ values }: Series, horizon: number): number {
  const model = MSTL.ets(values.length > 14 * DAY ? [DAY, 7 * DAY] : [DAY], { impute: true });
  try {
    model.fit(values);
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
