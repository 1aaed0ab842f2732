import { applyEvents, type BusinessEvent, type EventLift, type Forecast } from '#forecast-lib';

/** What people planned, and what such things bring. */
export interface EventSource {
  /** Events of a workload that touch a time. */
  within(workload: string, fromAt: number, toAt: number): readonly BusinessEvent[];
  lifts(workload: string): readonly EventLift[];
}

export const NO_EVENTS: EventSource = { within: () => [], lifts: () => [] };

/** How many times the usual each step is, by the events that touch it; undefined where none does. */
export function eventFactors(
  source: EventSource,
  workload: string,
  { startAt, stepSeconds, steps }: { readonly startAt: number; readonly stepSeconds: number; readonly steps: number },
): Float64Array | undefined {
  const events = source.within(workload, startAt, startAt + steps * stepSeconds * 1000);
  if (events.length === 0 || steps === 0) return undefined;
  const flat: Forecast = { startAt, stepSeconds, mean: new Float64Array(steps).fill(1), levels: [], quantiles: [] };
  return applyEvents(flat, events, source.lifts(workload)).mean;
}

/** What would have been without events: models learn from this, so that an event is not taken for a new level. */
export function withoutEvents(values: Float64Array, factors: Float64Array | undefined): Float64Array {
  return factors === undefined ? values : values.map((value, index) => value / (factors[index] as number));
}

/** The forecast with events: each number of a step as many times more as the events say. */
export function withEvents(forecast: Forecast, factors: Float64Array | undefined): Forecast {
  if (factors === undefined) return forecast;
  const raise = (path: Float64Array) => path.map((value, lead) => value * (factors[lead] as number));
  return { ...forecast, mean: raise(forecast.mean), quantiles: forecast.quantiles.map(raise) };
}
