import { expect, test } from 'vitest';
import { isOutage } from './outage.ts';
import { foreseen, metricOf, NOON } from './plan-fixture.ts';

const fallen = (over: Parameters<typeof metricOf>[0]) =>
  isOutage(metricOf({ value: 20, usual: 1000, ...over }), 0.5, NOON);

test('a fall that nothing foresaw is an outage, a smaller one is none', () => {
  expect([fallen({}), fallen({ value: 499 }), fallen({ value: 500 })]).toEqual([true, true, false]);
});

test('a fall that the forecast thought possible is none, one below that is', () => {
  expect(fallen({ value: 19, forecast: foreseen([20]) })).toBe(false);
  expect(fallen({ value: 17, forecast: foreseen([20]) })).toBe(true);
});

test('a forecast that has ended or has wrong numbers foresaw nothing', () => {
  expect(fallen({ forecast: foreseen([0, 0], NOON - 600_000) })).toBe(true);
  expect(fallen({ forecast: foreseen([Number.NaN]) })).toBe(true);
});

test('without knowing what is usual nothing is an outage', () => {
  for (const usual of [null, 0, -5, Number.NaN, Number.POSITIVE_INFINITY]) expect(fallen({ usual })).toBe(false);
  expect(isOutage(metricOf({ value: 0, usual: 1000 }), 0, NOON)).toBe(false);
});
