import { expect, test } from 'vitest';
import { ClockVirtual } from '#chat';
import { Expiries } from './expiries.ts';

/** Some times that wait, the ones that have come, and a look that says again when the rest want to be looked at. */
function openExpiries(times: number[]) {
  const clock = new ClockVirtual(0);
  const ended: number[] = [];
  const waiting = new Set(times);
  let looks = 0;
  const expiries = new Expiries(clock, () => {
    looks++;
    for (const at of waiting) {
      if (at > clock.now()) expiries.wakeAt(at);
      else if (waiting.delete(at)) ended.push(at);
    }
  });
  for (const at of times) expiries.wakeAt(at);
  return { clock, ended, expiries, looks: () => looks };
}

test('each is looked at when its time has come, in any order, with one timer for all', () => {
  const { clock, ended, looks } = openExpiries([3_000, 1_000, 2_000, 1_000]);

  clock.advance(999);
  expect([ended, clock.waiting]).toEqual([[], 1]);
  clock.advance(1);
  expect(ended).toEqual([1_000]);
  clock.advance(5_000);

  expect([ended, clock.waiting, looks()]).toEqual([[1_000, 2_000, 3_000], 0, 3]);
});

test('a time that is further away than timers reach is waited for in parts', () => {
  const month = 31 * 86_400_000;
  const { clock, ended } = openExpiries([month]);

  clock.advance(month - 1);
  expect(ended).toEqual([]);
  clock.advance(1);

  expect(ended).toEqual([month]);
});

test('who never ends is no timer, and after the end nobody is', () => {
  const { clock, expiries } = openExpiries([Number.POSITIVE_INFINITY]);
  expect(clock.waiting).toBe(0);

  expiries.wakeAt(1_000);
  expiries.close();
  expiries.wakeAt(500);

  expect(clock.waiting).toBe(0);
});
