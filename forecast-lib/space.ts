import { median } from 'simple-statistics';
import { checkLevels, DEFAULT_LEVELS, type Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Fitted, Model } from './model.ts';
import { openWrapped, saveWrapped, updating } from './model-wrapper.ts';

/**
 * A model that never forecasts below 0 where the series never was below 0: mean and quantiles are cut there. The first
 * negative sample, also in an update, ends the cut. Costs one pass over the series and one over each forecast.
 */
export function nonNegative(model: Model): Model {
  const name = `${model.name}-non-negative`;
  const wrap = (inner: Fitted, wasNegative: boolean): Fitted => {
    let negative = wasNegative;
    return {
      model: name,
      predict(horizon, levels) {
        const forecast = inner.predict(horizon, levels);
        return negative ? forecast : mapForecast(forecast, (value) => Math.max(0, value));
      },
      ...updating(inner, (value) => {
        negative ||= value < 0;
        return value;
      }),
      save: () => saveWrapped(name, inner, { negative }),
    };
  };
  return {
    name,
    fit: (series) =>
      wrap(
        model.fit(series),
        series.values.some((value) => value < 0),
      ),
    restore(saved) {
      const { state, inner } = openWrapped(name, saved);
      if (typeof state.negative !== 'boolean') throw new ForecastFault('bad-saved', 'negative');
      return wrap(model.restore(inner), state.negative);
    },
  };
}

/** Nothing is forecast beyond this many times the largest sample: a line in log space grows without end. */
const MOST_GROWTH = 1_000;

/**
 * A model that works on sign(y) log(1 + |y| / s), where s is the median of the sizes that are not 0: nearly a logarithm
 * above s, so that what multiplies becomes what adds, and nearly straight below, so that 0 and negatives have a place
 * (the bi-symmetric logarithm of Webber 2013). The same at every scale. Quantiles are mapped back as they are; the mean
 * is raised by half the variance there, as in Hyndman & Athanasopoulos, Forecasting: Principles and Practice (3rd ed.),
 * section 5.6, with the deviation taken from the 0.1 and 0.9 quantiles. What leaves 1,000 times the largest sample is cut.
 */
export function logSpace(model: Model): Model {
  const name = `${model.name}-log`;
  const wrap = (inner: Fitted, scale: number, largestSeen: number): Fitted => {
    let largest = largestSeen;
    return {
      model: name,
      predict: (horizon, levels) => predictBack(inner, scale, largest * MOST_GROWTH, horizon, levels),
      ...updating(inner, (value) => {
        if (Math.abs(value) > largest) largest = Math.abs(value);
        return toLog(value, scale);
      }),
      save: () => saveWrapped(name, inner, { scale, largest }),
    };
  };
  return {
    name,
    fit(series) {
      const sizes = Array.from(series.values, Math.abs).filter((size) => size > 0);
      const scale = sizes.length === 0 ? 1 : median(sizes);
      const largest = sizes.reduce((most, size) => Math.max(most, size), scale);
      const values = series.values.map((value) => toLog(value, scale));
      return wrap(model.fit({ ...series, values }), scale, largest);
    },
    restore(saved) {
      const { state, inner } = openWrapped(name, saved);
      const { scale, largest } = state;
      if (!(typeof scale === 'number' && scale > 0)) throw new ForecastFault('bad-saved', 'scale');
      if (!(typeof largest === 'number' && largest >= 0)) throw new ForecastFault('bad-saved', 'largest');
      return wrap(model.restore(inner), scale, largest);
    },
  };
}

function toLog(value: number, scale: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value) / scale);
}

/** Quantile of the standard normal at 0.9. */
const NINE_TENTHS = 1.2815515655446004;

function predictBack(
  inner: Fitted,
  scale: number,
  most: number,
  horizon: number,
  levels: readonly number[] = DEFAULT_LEVELS,
): Forecast {
  const asked = checkLevels(levels);
  const forecast = inner.predict(horizon, [...asked, 0.1, 0.9]);
  const cut = (value: number) => Math.max(-most, Math.min(most, value));
  const back = (value: number) => cut(Math.sign(value) * scale * Math.expm1(Math.abs(value)));
  const low = forecast.quantiles[forecast.levels.indexOf(0.1)] as Float64Array;
  const high = forecast.quantiles[forecast.levels.indexOf(0.9)] as Float64Array;
  const mean = forecast.mean.map((value, lead) => {
    const deviation = ((high[lead] as number) - (low[lead] as number)) / (2 * NINE_TENTHS);
    const bend = Math.sign(value) * (Math.abs(back(value)) + scale);
    return cut(back(value) + (bend * deviation * deviation) / 2);
  });
  const quantiles = asked.map((level) => {
    const quantile = forecast.quantiles[forecast.levels.indexOf(level)] as Float64Array;
    return quantile.map(back);
  });
  return { ...forecast, mean, levels: asked, quantiles };
}

function mapForecast(forecast: Forecast, map: (value: number) => number): Forecast {
  return { ...forecast, mean: forecast.mean.map(map), quantiles: forecast.quantiles.map((row) => row.map(map)) };
}
