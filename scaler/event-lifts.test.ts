import { expect, test } from 'vitest';
import { applyEvents } from '#forecast-lib';
import { liftsSeen, withLifts } from './event-lifts.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1);

const happyHours = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => {
    const startAt = START + (24 * (from + index) + 18) * HOUR;
    return { name: 'Happy hour', kind: 'happy-hour', lift: 2, startAt, endAt: startAt + HOUR };
  });

test('an event that is believed to double, and triples every day, comes to be foreseen as a tripling', () => {
  const usual = new Float64Array(20 * 24).fill(100);
  const values = usual.map((value, hour) => (hour % 24 === 18 ? 3 * value : value));

  const lifts = liftsSeen(happyHours(0, 20), { values, stepSeconds: 3600, startAt: START }, usual);

  expect(lifts).toMatchObject([{ kind: 'happy-hour', events: 20 }]);
  const startAt = START + 20 * 24 * HOUR;
  const day = { startAt, stepSeconds: 3600, mean: new Float64Array(24).fill(100), levels: [], quantiles: [] };
  const { mean } = applyEvents(day, happyHours(20, 21), lifts);
  expect(mean[18]).toBeGreaterThan(290);
  expect([mean[17], mean[19]]).toEqual([100, 100]);
});

test('an event that goes on is not learned from, nor one of which nothing was seen', () => {
  const hour = { values: new Float64Array([Number.NaN, 5]), stepSeconds: 3600, startAt: START };
  const unseen = { name: 'Sale', startAt: START, endAt: START + HOUR };
  const goesOn = { name: 'Film', startAt: START, endAt: START + 3 * HOUR };

  expect(liftsSeen([unseen, goesOn], hour, [1, 1])).toEqual([]);
});

test('kinds that were not seen again stay as they were', () => {
  const known = [
    { kind: 'sale', lift: 2, events: 1 },
    { kind: 'film', lift: 4, events: 3 },
  ];

  const after = withLifts(known, [{ kind: 'sale', lift: 2.5, events: 2 }]);

  expect(after).toEqual([
    { kind: 'film', lift: 4, events: 3 },
    { kind: 'sale', lift: 2.5, events: 2 },
  ]);
});
