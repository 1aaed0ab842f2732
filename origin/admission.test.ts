import { expect, test } from 'vitest';
import { type Clock, NO_METER } from '#chat';
import { Admission, type AdmissionRules, type Refusal } from './admission.ts';

const START = 1_800_000_000_000;

/** What came of each knock: when it was let in, in milliseconds from the start, or why not. */
interface Outcome {
  readonly at?: number;
  readonly fault?: Refusal;
}

/** Time as a process has it whose turns are late: what was due meanwhile happens when a turn is over, all together. */
class LateClock implements Clock {
  #now = START;
  #tasks: Array<{ readonly at: number; readonly task: () => void }> = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const planned = { at: this.#now + ms, task };
    this.#tasks.push(planned);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== planned);
    };
  }

  turn(ms: number): void {
    this.#now += ms;
    const due = this.#tasks.filter(({ at }) => at <= this.#now);
    this.#tasks = this.#tasks.filter(({ at }) => at > this.#now);
    for (const { task } of due) task();
  }
}

function scene(rules: AdmissionRules) {
  const clock = new LateClock();
  const admission = new Admission(rules, { clock, meter: NO_METER });
  const outcomes: Outcome[] = [];
  const knock = async (here = 0) => {
    const fault = await admission.enter(here);
    outcomes.push(fault === undefined ? { at: clock.now() - START } : { fault });
  };
  /** One turn of the event loop that takes so long. */
  const stall = async (ms: number) => {
    await settled();
    clock.turn(ms);
    await settled();
  };
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed++) await stall(1);
  };
  return { clock, admission, outcomes, knock, pass, stall };
}

/** Lets everything that is settled be told. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('a crowd is let in at the pace, and who would wait too long is told to come back', async () => {
  const { outcomes, knock, pass } = scene({ perSecond: 1_000, most: 0 });

  for (let count = 0; count < 5_000; count++) knock();
  await pass(2_000);

  const admitted = outcomes.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const refused = outcomes.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  expect(admitted.length).toBeGreaterThanOrEqual(600);
  expect(admitted.length).toBeLessThanOrEqual(602);
  expect(Math.max(...admitted)).toBeLessThanOrEqual(500);
  for (let from = 0; from < 500; from += 100) {
    const inWindow = admitted.filter((at) => at >= from && at < from + 100);
    expect(inWindow.length).toBeLessThanOrEqual(from === 0 ? 211 : 110);
  }
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['crowded']));
  const waits = refused.map(({ retryAfterMs }) => retryAfterMs ?? 0);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(3_000);
});

test.each([
  { stoodMs: 20, letIn: 12 },
  { stoodMs: 100, letIn: 25 },
  { stoodMs: 400, letIn: 100 },
])('a turn that is $stoodMs ms late lets in $letIn, not all whose time had come', async ({ stoodMs, letIn }) => {
  const { outcomes, knock, pass, stall } = scene({ perSecond: 1_000, most: 0 });
  for (let count = 0; count < 600; count++) knock();
  await pass(50);
  const before = outcomes.length;

  await stall(stoodMs);

  expect(outcomes.length - before).toBeLessThanOrEqual(letIn);
  expect(outcomes.length - before).toBeGreaterThan(letIn / 2);
});

test('however late turns are, no second lets in more than the pace and one burst', async () => {
  const { outcomes, knock, stall } = scene({ perSecond: 1_000, most: 0 });

  for (let turn = 0; turn < 300; turn++) {
    for (let count = 0; count < 100; count++) knock();
    await stall((turn * 7_919) % (turn % 10 === 0 ? 907 : 20));
  }

  const times = outcomes.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const inSecond = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length);
  expect(Math.max(...inSecond)).toBeLessThanOrEqual(1_000 + 101);
  expect(times.length).toBeGreaterThan(2_000);
});

test('who waited in vain because the process stood still is refused', async () => {
  const { outcomes, knock, stall } = scene({ perSecond: 1_000, most: 0 });
  for (let count = 0; count < 200; count++) knock();

  await stall(1_000);

  expect(outcomes.filter(({ fault }) => fault?.code === 'crowded')).toHaveLength(188);
});

test('a storm that comes back each second is in after as long as the pace makes it', async () => {
  const { outcomes, knock, pass, clock } = scene({ perSecond: 1_000, most: 0 });
  let outside = 10_000;

  for (let second = 0; second < 12; second++) {
    const before = outcomes.length;
    for (let count = 0; count < outside; count++) knock();
    await pass(1_000);
    outside -= outcomes.slice(before).filter(({ at }) => at !== undefined).length;
  }

  expect(clock.now() - START).toBe(12_000);
  expect(outside).toBeLessThanOrEqual(10_000 - 12 * 600);
});

test('a place that is full lets in nobody, those who wait at the door counted', async () => {
  const { outcomes, knock, pass } = scene({ perSecond: 10, most: 5 });

  for (let count = 0; count < 6; count++) knock(3);
  await pass(1_000);

  expect(outcomes.filter(({ fault }) => fault?.code === 'crowded')).toHaveLength(2);
  expect(scene({ perSecond: 0, most: 5 }).admission.enter(5)).toMatchObject({ code: 'crowded' });
});

test.each(['closed', 'leaving'] as const)('a door that is %s lets in nobody, also not who waits', async (state) => {
  const { admission, outcomes, knock, pass } = scene({ perSecond: 10, most: 0 });
  for (let count = 0; count < 4; count++) knock();

  admission.state = state;
  knock();
  await pass(1_000);

  expect(outcomes.filter(({ fault }) => fault?.code === 'leaving').length).toBe(3);
});

test('no bound is no bound', async () => {
  const { outcomes, knock, pass } = scene({ perSecond: 0, most: 0 });

  for (let count = 0; count < 5_000; count++) knock(count);
  await pass(10);

  expect(outcomes.every(({ at }) => at === 0)).toBe(true);
});
