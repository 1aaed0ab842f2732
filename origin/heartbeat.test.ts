import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '#chat';
import { Heartbeat } from './heartbeat.ts';

/** Time that moves when the test says so. */
class HandClock implements Clock {
  #now = 1_000_000;
  #tasks: Array<{ at: number; task: () => void }> = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const kept = { at: this.#now + ms, task };
    this.#tasks.push(kept);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== kept);
    };
  }

  get waiting(): number {
    return this.#tasks.length;
  }

  /** Moves on, running what falls due on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#tasks.filter((task) => task.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((task) => task !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Moves on without running anything on the way, like a process that was stopped. */
  stall(ms: number): void {
    this.#now += ms;
    this.pass(0);
  }
}

class Other {
  pings = 0;
  dead = false;
  ping = () => {
    this.pings++;
  };
  terminate = () => {
    this.dead = true;
  };
}

let clock: HandClock;
let heartbeat: Heartbeat;

beforeEach(() => {
  clock = new HandClock();
  heartbeat = new Heartbeat(clock);
});
afterEach(() => heartbeat.close());

test('somebody who says nothing is asked after 25 seconds and let go 8 seconds later', () => {
  const other = new Other();
  heartbeat.add(other);

  clock.pass(24_000);
  expect(other.pings).toBe(0);
  clock.pass(2_000);
  expect(other).toMatchObject({ pings: 1, dead: false });

  clock.pass(9_000);
  expect(other).toMatchObject({ pings: 1, dead: true });
});

test('somebody who answers is asked again and lives', () => {
  const other = new Other();
  heartbeat.add(other);

  for (let round = 0; round < 4; round++) {
    clock.pass(27_000);
    heartbeat.heard(other);
  }

  expect(other).toMatchObject({ pings: 4, dead: false });
});

test('somebody who talks is not asked', () => {
  const other = new Other();
  heartbeat.add(other);

  for (let round = 0; round < 20; round++) {
    clock.pass(10_000);
    heartbeat.heard(other);
  }

  expect(other.pings).toBe(0);
});

test('nobody dies because the process itself was stopped for a while', () => {
  const other = new Other();
  heartbeat.add(other);
  clock.pass(26_000);

  clock.stall(60_000);
  expect(other).toMatchObject({ pings: 1, dead: false });
  heartbeat.heard(other);
  clock.pass(5_000);

  expect(other.dead).toBe(false);
});

test('one timer serves everybody, and closing ends it', () => {
  for (let count = 0; count < 1_000; count++) heartbeat.add(new Other());
  expect(clock.waiting).toBe(1);

  heartbeat.close();

  expect(clock.waiting).toBe(0);
});
