import { expect, test } from 'vitest';
import {
  climb,
  countIn,
  DEFAULT_LADDER,
  type LadderChange,
  type LadderRules,
  type LadderState,
  startLadder,
} from './ladder.ts';

const HOUR = 3_600_000;
const BEGIN = 1_763_700_000_000 - (1_763_700_000_000 % HOUR);

type Pods = readonly [needed: number, planned: number, reactive: number];

/** Lives through hours of minutes, and keeps what changed. */
function live(from: LadderState, hours: number, pods: (minute: number) => Pods, rules: LadderRules = DEFAULT_LADDER) {
  let state = from;
  const startAt = Math.max(from.since, from.hours.at(-1)?.startAt ?? 0);
  const changes: (LadderChange & { readonly hour: number })[] = [];
  for (let minute = 1; minute <= hours * 60; minute++) {
    const [needed, planned, reactive] = pods(minute);
    const at = startAt + minute * 60_000;
    const step = climb(state, { at, seconds: 60, needed, planned, reactive }, rules);
    state = step.state;
    if (step.change) changes.push({ ...step.change, hour: Math.round((at - startAt) / HOUR) });
  }
  return { state, changes };
}

/** Each hour has ten minutes of a spike that plain HPA is late for. */
const foresees = (minute: number): Pods => (minute % 60 < 10 ? [20, 20, 10] : [10, 10, 10]);
const same = (): Pods => [10, 10, 10];
const late = (minute: number): Pods => (minute % 60 < 10 ? [20, 10, 20] : [10, 10, 10]);
const wasteful = (): Pods => [10, 13, 10];

test('a plan that is better goes up a rung a day, to the top', () => {
  const { state, changes } = live(startLadder(BEGIN), 80, foresees);

  expect(changes.map(({ from, to, hour }) => [from, to, hour])).toEqual([
    ['shadow', 'advise', 24],
    ['advise', 'up-only', 48],
    ['up-only', 'full', 72],
  ]);
  expect(changes[0]?.why).toMatch(/^over 24 h the plan saved \d+ % of the needed pods against plain HPA$/);
  expect(state.mode).toBe('full');
});

test('a plan that is no worse may do more too, one that is worse never leaves the shadow', () => {
  expect(live(startLadder(BEGIN), 30, same).state.mode).toBe('advise');
  expect(live(startLadder(BEGIN), 100, wasteful).state.mode).toBe('shadow');
  expect(live(startLadder(BEGIN), 100, late).state.mode).toBe('shadow');
});

test('a plan that is better only by luck of one hour in a day stays where it is', () => {
  const luck = (minute: number): Pods => (minute % 1440 < 30 ? [20, 20, 10] : [10, minute % 3 ? 11 : 10, 10]);

  expect(live(startLadder(BEGIN), 26, luck).state.mode).toBe('shadow');
});

test('a plan that turns wasteful steps down a rung', () => {
  const full = live(startLadder(BEGIN), 80, foresees).state;

  const { changes } = live(full, 4, wasteful);

  expect(changes[0]).toMatchObject({ from: 'full', to: 'up-only' });
  expect(changes[0]?.why).toContain('more than plain HPA');
});

test('a plan that does harm is in the shadow within the hour, and that counts as one fall', () => {
  const full = live(startLadder(BEGIN), 80, foresees).state;

  const { changes, state } = live(full, 2, () => [30, 10, 28]);

  expect(changes.at(-1)).toMatchObject({ to: 'shadow', hour: 0 });
  expect(changes.at(-1)?.why).toMatch(/missed \d+ % of the needed pods more than plain HPA/);
  expect([state.mode, state.setBackAt.length]).toEqual(['shadow', 1]);
});

test('one bad minute takes nothing, ten do', () => {
  const risen: LadderState = { ...startLadder(BEGIN), mode: 'full' };

  const [minute, more] = [1, 10].map((minutes) => {
    let state = risen;
    for (let past = 1; past <= minutes; past++) {
      const trial = { at: BEGIN + past * 60_000, seconds: 60, needed: 30, planned: 10, reactive: 28 };
      state = climb(state, trial).state;
    }
    return state.mode;
  });

  expect([minute, more]).toEqual(['full', 'shadow']);
});

test('one bad hour takes one rung, not all of them', () => {
  const full = live(startLadder(BEGIN), 80, foresees).state;

  const { changes } = live(full, 4, (minute) => (minute < 60 ? [10, 20, 10] : [10, 10, 10]));

  expect(changes.map(({ to }) => to)).toEqual(['up-only']);
});

test('who was set back has to prove itself for longer', () => {
  const fallen = live(live(startLadder(BEGIN), 80, foresees).state, 2, () => [30, 10, 28]).state;

  const { changes } = live(fallen, 60, foresees);

  expect(changes).toEqual([expect.objectContaining({ to: 'advise' })]);
  expect(changes[0]?.hour).toBeGreaterThan(40);
});

test('hours that nobody watched prove nothing', () => {
  const started = startLadder(BEGIN);
  const trial = { at: BEGIN + 30 * HOUR, seconds: 60, needed: 1, planned: 1, reactive: 1 };

  expect(climb(started, trial).change).toBeUndefined();
});

test('it stays between the rungs that people chose', () => {
  const rules: LadderRules = { ...DEFAULT_LADDER, lowest: 'advise', highest: 'up-only' };
  const risen = live(startLadder(BEGIN, rules), 100, foresees, rules).state;

  const fallen = live(risen, 1, () => [30, 10, 28], rules).state;

  expect([risen.mode, fallen.mode]).toEqual(['up-only', 'advise']);
});

test('numbers that cannot be are not counted', () => {
  const trial = { at: BEGIN, seconds: 60, needed: Number.NaN, planned: 1, reactive: 1 };

  expect(climb(startLadder(BEGIN), trial).state.hours).toEqual([]);
});

test('what is told depends on the mode', () => {
  const told = (['shadow', 'advise', 'up-only', 'full'] as const).map((mode) => [
    countIn(mode, 3, 5),
    countIn(mode, 9, 5),
  ]);

  expect(told).toEqual([
    [5, 5],
    [5, 5],
    [5, 9],
    [3, 9],
  ]);
});
