import { expect, test } from 'vitest';
import { ClockVirtual } from '#chat';
import { Drain, FAREWELL, type Leaver } from './drain.ts';

/** Somebody who keeps what was said to them, and goes when the test says so. */
class Person implements Leaver {
  readonly told: Array<readonly [what: string, at: number]> = [];
  readonly #clock: ClockVirtual;
  readonly #begun: number;

  constructor(clock: ClockVirtual) {
    this.#clock = clock;
    this.#begun = clock.now();
  }

  askToMove(afterMs: number): void {
    expect(afterMs).toBeLessThan(FAREWELL.stepMs);
    this.#note('ask');
  }

  dismiss(): void {
    this.#note('dismiss');
  }

  terminate(): void {
    this.#note('terminate');
  }

  at(what: string): number | undefined {
    return this.told.find(([said]) => said === what)?.[1];
  }

  #note(what: string): void {
    this.told.push([what, this.#clock.now() - this.#begun]);
  }
}

interface Scene {
  readonly clock: ClockVirtual;
  readonly people: Set<Person>;
  readonly drain: Drain;
  leave(person: Person): void;
}

function begin(count: number): Scene {
  const clock = new ClockVirtual();
  const people = new Set(Array.from({ length: count }, () => new Person(clock)));
  const drain = new Drain(() => people, count, FAREWELL, clock);
  const leave = (person: Person) => {
    people.delete(person);
    drain.gone(person);
  };
  return { clock, people, drain, leave };
}

test('two hundred a second are asked, and closed when they stay three seconds longer', () => {
  const { clock, people } = begin(2_000);

  clock.advance(20_000);

  const asked = [...people].map((person) => person.at('ask') ?? Number.NaN);
  for (let second = 0; second < 10; second++) {
    expect(asked.filter((at) => Math.floor(at / 1_000) === second)).toHaveLength(200);
  }
  for (const person of people) {
    expect(person.told.map(([what]) => what).slice(0, 2)).toEqual(['ask', 'dismiss']);
    const stayed = (person.at('dismiss') ?? 0) - (person.at('ask') ?? 0);
    expect(stayed).toBeGreaterThanOrEqual(FAREWELL.lingerMs);
    expect(stayed).toBeLessThanOrEqual(FAREWELL.lingerMs + 2 * FAREWELL.stepMs);
  }
});

test('however many there are, all are asked within twelve seconds and gone before twenty', () => {
  const { clock, people } = begin(30_000);

  clock.advance(19_000);

  expect(Math.max(...[...people].map((person) => person.at('ask') ?? Infinity))).toBeLessThanOrEqual(12_000);
  expect([...people].every((person) => person.at('terminate') !== undefined)).toBe(true);
});

test('it ends as soon as everybody went, and leaves no timer', async () => {
  const { clock, people, drain, leave } = begin(3);

  for (const person of [...people]) leave(person);

  await drain.done;
  expect(clock.waiting).toBe(0);
});

test('whoever comes in still is asked too', () => {
  const { clock, people } = begin(1);
  const late = new Person(clock);
  people.add(late);

  clock.advance(FAREWELL.stepMs);

  expect(late.at('ask')).toBe(FAREWELL.stepMs);
});

test('who was asked is not closed when it is called off', async () => {
  const { clock, people, drain } = begin(1);

  drain.stop();
  clock.advance(60_000);

  await drain.done;
  expect([...people][0]?.told).toEqual([['ask', 0]]);
});

test('nobody here is an end at once', async () => {
  const { drain, clock } = begin(0);

  await drain.done;

  expect(clock.waiting).toBe(0);
});
