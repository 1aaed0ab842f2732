import { stateSize } from './arima-conditional.ts';
import type { ArimaKept } from './arima-fitted.ts';
import { type ArimaOrders, armaOf, differenceDegree } from './arima-orders.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Json, SavedFitted } from './model.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

const VERSION = 1;
const ORDERS = ['p', 'd', 'q', 'seasonalP', 'seasonalD', 'seasonalQ', 'period'] as const;
const ROWS = ['ar', 'ma', 'seasonalAr', 'seasonalMa', 'state', 'tail'] as const;

/** A fitted ARIMA model as JSON. */
export function saveArima(model: string, kept: ArimaKept): SavedFitted {
  const { orders, constant, variance, stepSeconds, nextAt, missed, logLikelihood, aicc } = kept;
  const state: Record<string, Json> = {
    method: kept.method,
    withConstant: orders.withConstant,
    orders: ORDERS.map((name) => orders[name]),
    numbers: saveNumbers([constant, variance, stepSeconds, nextAt, missed]),
    likelihood: saveNumbers([logLikelihood, aicc]),
  };
  for (const name of ROWS) state[name] = saveNumbers(kept[name]);
  return { model, version: VERSION, state };
}

/**
 * What `saveArima` saved.
 *
 * @throws ForecastFault `bad-saved`
 */
export function restoreArima(model: string, saved: SavedFitted): ArimaKept {
  if (saved?.model !== model) throw new ForecastFault('bad-saved', `the model is "${saved?.model}", not "${model}"`);
  if (saved.version !== VERSION) throw new ForecastFault('bad-saved', `version ${saved.version}`);
  const state = saved.state;
  if (typeof state !== 'object' || state === null || Array.isArray(state))
    throw new ForecastFault('bad-saved', 'no state');
  const held = state as { readonly [key: string]: Json };
  const finite = (name: string, length?: number): Float64Array => {
    const row = restoreNumbers(held[name]);
    if (!row.every(Number.isFinite) || (length !== undefined && row.length !== length))
      throw new ForecastFault('bad-saved', `"${name}"`);
    return row;
  };
  const [p = 0, d = 0, q = 0, seasonalP = 0, seasonalD = 0, seasonalQ = 0, period = 1] = whole(
    finite('orders', ORDERS.length),
  );
  if (period === 0) throw new ForecastFault('bad-saved', 'a period of 0');
  const orders: ArimaOrders = {
    p,
    d,
    q,
    seasonalP,
    seasonalD,
    seasonalQ,
    period,
    withConstant: held.withConstant === true,
  };
  const [constant = 0, variance = 0, stepSeconds = 0, nextAt = 0, missed = 0] = finite('numbers', 5);
  if (variance < 0 || !(stepSeconds > 0) || !(Number.isInteger(missed) && missed >= 0))
    throw new ForecastFault('bad-saved', '"numbers"');
  const weights = {
    ar: finite('ar', p),
    ma: finite('ma', q),
    seasonalAr: finite('seasonalAr', seasonalP),
    seasonalMa: finite('seasonalMa', seasonalQ),
  };
  const [logLikelihood = Number.NaN, aicc = Number.NaN] = restoreNumbers(held.likelihood);
  return {
    ...weights,
    orders,
    method: held.method === 'css' ? 'css' : 'ml',
    ...{ constant, variance, stepSeconds, nextAt, missed, logLikelihood, aicc },
    state: finite('state', stateSize(armaOf(weights, period))),
    tail: finite('tail', differenceDegree(orders)),
  };
}

function whole(numbers: Float64Array): Float64Array {
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= 100_000))
    throw new ForecastFault('bad-saved', '"orders"');
  return numbers;
}
