import type { Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import { type Series, timeAt } from './series.ts';

/** Something that people plan and a series cannot know of: a sale, a film night, a mailing. */
export interface BusinessEvent {
  readonly name: string;
  /** From when, in epoch milliseconds. */
  readonly startAt: number;
  /** Until when, in epoch milliseconds; after startAt. */
  readonly endAt: number;
  /** Events of one kind share a lift; the name unless told. */
  readonly kind?: string;
  /** How many times the usual it is believed to bring, above 0: 1.5 is half as much again. 1 unless told. */
  readonly lift?: number;
}

/** What a kind of event brings, by what is known of it. JSON as it is. */
export interface EventLift {
  readonly kind: string;
  readonly lift: number;
  /** How many events it was learned from; 0 where only the belief is known. */
  readonly events: number;
}

export interface LiftOptions {
  /** How many seen events the belief weighs as much as: 1 unless told, 0 to believe only what was seen. */
  readonly priorEvents?: number;
}

/** One event says at most this many times more or less. */
const MOST_LIFT = 100;

/**
 * What each kind of event brought. For one event the lift seen is sum(samples) / sum(baseline) over its steps, and it
 * weighs w, the share of its time that has samples. A kind's lift is the weighted geometric mean of those and of the
 * belief b (geometric mean of the kind's given lifts), which weighs as much as k = priorEvents events:
 *
 *     log lift = (k log b + sum(w log seen)) / (k + sum(w))
 *
 * so one event moves the belief half-way, and many replace it. Events without a sample teach nothing.
 *
 * @param baseline what each sample of the series would have been without events, such as a backtest's or a model's fit
 * @throws ForecastFault `bad-event`, `bad-option`
 */
export function learnLifts(
  series: Series,
  events: readonly BusinessEvent[],
  baseline: ArrayLike<number>,
  { priorEvents = 1 }: LiftOptions = {},
): EventLift[] {
  if (!(priorEvents >= 0)) throw new ForecastFault('bad-option', `priorEvents ${priorEvents}, must be at least 0`);
  const kinds = new Map<string, BusinessEvent[]>();
  for (const event of checkEvents(events)) {
    const kind = kindOf(event);
    kinds.set(kind, [...(kinds.get(kind) ?? []), event]);
  }
  return Array.from(kinds, ([kind, ofKind]) => {
    const given = ofKind.flatMap(({ lift }) => (lift === undefined ? [] : [Math.log(lift)]));
    const belief = given.reduce((sum, log) => sum + log, 0) / Math.max(1, given.length);
    const seen = ofKind.map((event) => seenLift(series, event, baseline)).filter(({ weight }) => weight > 0);
    const weight = seen.reduce((sum, one) => sum + one.weight, priorEvents);
    const sum = seen.reduce((total, one) => total + one.weight * one.log, priorEvents * belief);
    return { kind, lift: Math.exp(weight > 0 ? sum / weight : belief), events: seen.length };
  });
}

/**
 * A forecast in which each lead is multiplied, mean and quantiles, by the lift of every event then; a step that an event
 * covers in part by that part. For what is 0 or more: a negative number would sink. The forecast given is not changed.
 *
 * @param lifts what was learned; an event of a kind that is not among them has its own lift
 * @param startAt when the first lead is, if not when the forecast says
 * @throws ForecastFault `bad-event`
 */
export function applyEvents(
  forecast: Forecast,
  events: readonly BusinessEvent[],
  lifts: readonly EventLift[] = [],
  startAt: number = forecast.startAt,
): Forecast {
  const stepMs = forecast.stepSeconds * 1000;
  const factors = new Float64Array(forecast.mean.length).fill(1);
  for (const event of checkEvents(events)) {
    const kind = kindOf(event);
    const lift = lifts.find((one) => one.kind === kind)?.lift ?? event.lift ?? 1;
    const [from, to] = stepsOf(event, startAt, stepMs, factors.length);
    for (let lead = from; lead < to; lead++)
      factors[lead] = (factors[lead] as number) * (1 + (lift - 1) * covered(event, startAt + lead * stepMs, stepMs));
  }
  const raise = (row: Float64Array) => row.map((value, lead) => value * (factors[lead] as number));
  return { ...forecast, startAt, mean: raise(forecast.mean), quantiles: forecast.quantiles.map(raise) };
}

/**
 * @throws ForecastFault `bad-event` unless each has a name, an end after its start, and no lift or one above 0
 */
export function checkEvents(events: readonly BusinessEvent[]): readonly BusinessEvent[] {
  for (const { name, startAt, endAt, kind, lift } of events) {
    const isNamed = typeof name === 'string' && name !== '' && kind !== '';
    const isTimed = Number.isFinite(startAt) && Number.isFinite(endAt) && endAt > startAt;
    const isLifted = lift === undefined || (Number.isFinite(lift) && lift > 0);
    if (!(isNamed && isTimed && isLifted))
      throw new ForecastFault('bad-event', JSON.stringify({ name, startAt, endAt, kind, lift }));
  }
  return events;
}

function kindOf({ kind, name }: BusinessEvent): string {
  return kind ?? name;
}

function seenLift(series: Series, event: BusinessEvent, baseline: ArrayLike<number>): { log: number; weight: number } {
  const stepMs = series.stepSeconds * 1000;
  const [from, to] = stepsOf(event, series.startAt, stepMs, series.values.length);
  let samples = 0;
  let usual = 0;
  let covers = 0;
  for (let index = from; index < to; index++) {
    const part = covered(event, timeAt(series, index), stepMs);
    const sample = series.values[index] as number;
    const without = baseline[index] ?? Number.NaN;
    if (Number.isNaN(sample) || Number.isNaN(without)) continue;
    samples += sample * part;
    usual += without * part;
    covers += part * stepMs;
  }
  if (!(samples > 0 && usual > 0)) return { log: 0, weight: 0 };
  const most = Math.log(MOST_LIFT);
  const log = Math.max(-most, Math.min(most, Math.log(samples / usual)));
  return { log, weight: covers / (event.endAt - event.startAt) };
}

/** The steps that an event touches, from and to before. A step goes from its time to the next. */
function stepsOf({ startAt, endAt }: BusinessEvent, firstAt: number, stepMs: number, steps: number): [number, number] {
  const from = Math.floor((startAt - firstAt) / stepMs);
  return [Math.max(0, from), Math.min(steps, Math.ceil((endAt - firstAt) / stepMs))];
}

/** The share of a step that an event covers. */
function covered({ startAt, endAt }: BusinessEvent, at: number, stepMs: number): number {
  return Math.max(0, Math.min(endAt, at + stepMs) - Math.max(startAt, at)) / stepMs;
}
