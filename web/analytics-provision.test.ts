import { expect, test } from 'vitest';
import { provisionOf, scaleEvents } from './analytics-provision.ts';

const minutes = { stepSeconds: 60, target: 100 };

test('one pod is never too many, because the last one stays', () => {
  expect(provisionOf({ ...minutes, value: [0, 0], ready: [1, 1] })).toEqual({ overMinutes: 0, underMinutes: 0 });
});

test('pods that are missing and pods that are spare do not make up for each other', () => {
  expect(provisionOf({ ...minutes, stepSeconds: 300, value: [301, 50], ready: [2, 4] })).toEqual({
    overMinutes: 15,
    underMinutes: 10,
  });
});

test('nothing is said where a target, the pods or the load is not known', () => {
  expect(provisionOf({ ...minutes, value: [1], ready: [null] })).toBeUndefined();
  expect(provisionOf({ ...minutes, value: [null], ready: [1] })).toBeUndefined();
  expect(provisionOf({ ...minutes, target: undefined, value: [1], ready: [1] })).toBeUndefined();
});

test('a step up and a step down are two events, a gap is none', () => {
  const events = scaleEvents([1, 2, 3, 4, 5], [2, 3, null, 5, 4]);

  expect(events).toEqual([
    { at: 2, from: 2, to: 3 },
    { at: 5, from: 5, to: 4 },
  ]);
});
