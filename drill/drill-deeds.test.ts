import { expect, test } from 'vitest';
import { type DoneDeed, isUnforeseen, sortCuts } from './drill-deeds.ts';

const KILL: DoneDeed = { deed: 'kill', at: 100, hurtsUntil: 200, unforeseenUntil: 400, pod: 'pod-2' };
const CUT: DoneDeed = { deed: 'cut', at: 1000, hurtsUntil: 1200, unforeseenUntil: 1200 };
const SEEN = [
  { at: 50, cutsFrom: { 'pod-1': 7 } },
  { at: 110, cutsFrom: { 'pod-1': 7, 'pod-2': 30 } },
  { at: 150, cutsFrom: { 'pod-1': 8, 'pod-2': 31 } },
  { at: 1100, cutsFrom: { 'pod-1': 28, 'pod-2': 31, 'pod-3': 40 } },
  { at: 1300, cutsFrom: { 'pod-1': 28, 'pod-2': 31, 'pod-3': 42 } },
];

test('who was on the pod that was killed, or there while Redis was cut off, was cut off on purpose', () => {
  expect(sortCuts(SEEN, [KILL, CUT])).toEqual({ planned: 91, unplanned: 3, from: { 'pod-1': 1, 'pod-3': 2 } });
});

test('where nothing was broken on purpose every cut is one too many', () => {
  expect(sortCuts(SEEN, [])).toMatchObject({ planned: 0, unplanned: 94 });
});

test('no plan can be ready for what comes in the minutes after a pod was killed', () => {
  expect([99, 100, 400, 401].map((at) => isUnforeseen([KILL], at))).toEqual([false, true, true, false]);
});
