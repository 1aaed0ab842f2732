import { expect, test } from 'vitest';
import { applyEvents, type BusinessEvent, learnLifts } from './business-event.ts';
import type { Forecast } from './forecast.ts';
import { normalForecast } from './normal-forecast.ts';
import { parseSeries } from './series.ts';

const HOUR = 3_600_000;
const film = (hour: number, lift?: number): BusinessEvent => ({
  name: `film at ${hour}`,
  kind: 'film',
  startAt: hour * HOUR,
  endAt: (hour + 2) * HOUR,
  ...(lift === undefined ? {} : { lift }),
});

const flat = new Float64Array(24).fill(10);
const seriesOf = (values: ArrayLike<number>) => parseSeries({ values, stepSeconds: 3_600 });

function forecastOf(mean: number[]): Forecast {
  const deviation = new Float64Array(mean.length).fill(2);
  return normalForecast({ startAt: 24 * HOUR, stepSeconds: 3_600, mean: Float64Array.from(mean), deviation });
}

test('one event moves the belief half-way, as a share', () => {
  const values = flat.with(5, 90).with(6, 90);

  const lifts = learnLifts(seriesOf(values), [film(5, 1)], flat);

  expect(lifts).toEqual([{ kind: 'film', lift: expect.closeTo(3, 12), events: 1 }]);
});

test('without weight of the belief a lift is what was seen, the geometric mean of its events', () => {
  const values = flat.with(5, 20).with(6, 20).with(11, 80).with(12, 80);

  const [lift] = learnLifts(seriesOf(values), [film(5), film(11)], flat, { priorEvents: 0 });

  expect(lift).toEqual({ kind: 'film', lift: expect.closeTo(4, 12), events: 2 });
});

test('many events replace the belief', () => {
  const values = new Float64Array(400).fill(20);
  const events = Array.from({ length: 100 }, (_, index) => film(index * 4, 8));

  const [lift] = learnLifts(seriesOf(values), events, new Float64Array(400).fill(10));

  expect(lift?.lift).toBeCloseTo(2 ** (102 / 101 + 1 / 101), 9);
});

test('an event that is to come, or that no sample saw, leaves the belief', () => {
  const values = flat.with(5, NaN).with(6, NaN);

  const lifts = learnLifts(seriesOf(values), [film(5, 2), film(30, 8), { ...film(40), kind: 'sale' }], flat);

  expect(lifts).toEqual([
    { kind: 'film', lift: expect.closeTo(4, 12), events: 0 },
    { kind: 'sale', lift: 1, events: 0 },
  ]);
});

test('half an event seen weighs half', () => {
  const values = flat.with(5, 40).with(6, NaN);

  const [lift] = learnLifts(seriesOf(values), [film(5)], flat);

  expect(lift?.lift).toBeCloseTo(4 ** (0.5 / 1.5), 12);
});

test('an event that began before the series, and goes on after it, teaches by what is there', () => {
  const long = { name: 'fair', startAt: -24 * HOUR, endAt: 48 * HOUR };

  const [lift] = learnLifts(seriesOf(flat.map((value) => 8 * value)), [long], flat);

  expect(lift).toEqual({ kind: 'fair', lift: expect.closeTo(8 ** (1 / 3 / (1 + 1 / 3)), 12), events: 1 });
  expect(applyEvents(forecastOf([10, 10]), [{ ...long, lift: 2 }]).mean).toEqual(Float64Array.of(20, 20));
});

test('nothing from nothing, and endless from little, stay within bounds', () => {
  const zero = learnLifts(seriesOf(flat.with(5, 0).with(6, 0)), [film(5)], flat);
  const endless = learnLifts(seriesOf(flat.with(5, 1e12)), [film(5)], flat, { priorEvents: 0 });

  expect([zero[0]?.lift, endless[0]?.lift]).toEqual([1, expect.closeTo(100, 9)]);
});

test('mean and quantiles rise in the leads of an event, and only there', () => {
  const forecast = forecastOf([10, 10, 10, 10]);

  const raised = applyEvents(forecast, [film(25)], [{ kind: 'film', lift: 3, events: 4 }]);

  expect(raised.mean).toEqual(Float64Array.of(10, 30, 30, 10));
  raised.quantiles.forEach((row, index) => {
    const plain = forecast.quantiles[index] as Float64Array;
    expect(row).toEqual(plain.map((value, lead) => (lead === 1 || lead === 2 ? 3 * value : value)));
  });
  expect(forecast.mean).toEqual(Float64Array.of(10, 10, 10, 10));
});

test('a kind that was never learned has the lift it was given, or none', () => {
  const raised = [film(24, 2), film(24)].map((event) => applyEvents(forecastOf([10]), [event]).mean[0]);

  expect(raised).toEqual([20, 10]);
});

test('a step that an event covers in part rises by that part, and two events multiply', () => {
  const quarter = { name: 'mail', startAt: 24.75 * HOUR, endAt: 25 * HOUR, lift: 5 };

  const { mean } = applyEvents(forecastOf([10, 10]), [quarter, film(24, 3)]);

  expect(mean).toEqual(Float64Array.of(60, 30));
});

test('a forecast may be told another start', () => {
  const { mean, startAt } = applyEvents(forecastOf([10, 10]), [film(1, 2)], [], 0);

  expect([...mean, startAt]).toEqual([10, 20, 0]);
});

test('what was learned brings back what happened', () => {
  const values = flat.map((value, hour) => (hour === 5 || hour === 6 ? value * 2.5 : value));
  const lifts = learnLifts(seriesOf(values), [film(5, 2.5)], flat);

  const { mean } = applyEvents(forecastOf([10, 10, 10]), [film(25)], lifts);

  expect(mean[0]).toBe(10);
  expect(mean[1]).toBeCloseTo(25, 12);
});

test.each([
  { ...film(1), name: '' },
  { ...film(1), kind: '' },
  { ...film(1), endAt: HOUR },
  { ...film(1), startAt: Number.NaN },
  { ...film(1), endAt: Number.POSITIVE_INFINITY },
  film(1, 0),
  film(1, -2),
  film(1, Number.NaN),
])('%j is no event', (event) => {
  expect(() => applyEvents(forecastOf([1]), [event])).toThrow(expect.objectContaining({ code: 'bad-event' }));
  expect(() => learnLifts(seriesOf(flat), [event], flat)).toThrow(expect.objectContaining({ code: 'bad-event' }));
});

test('a belief cannot weigh less than nothing', () => {
  expect(() => learnLifts(seriesOf(flat), [], flat, { priorEvents: -1 })).toThrow(
    expect.objectContaining({ code: 'bad-option' }),
  );
});
