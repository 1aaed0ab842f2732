import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { counted, MeterCounting, settled } from './fixture.ts';
import { Healer } from './healer.ts';

function startHealer(round: () => Promise<boolean>) {
  const [clock, meter] = [new ClockVirtual(), new MeterCounting()];
  return { healer: new Healer(round, { clock, meter }), clock, meter };
}

test('what is asked for before there is anything to heal is done at the beginning, once', async () => {
  let rounds = 0;
  const { healer } = startHealer(async () => ++rounds < 0);

  healer.soon();
  healer.soon();
  await settled();
  expect(rounds).toBe(0);
  healer.begin();
  await settled();

  expect(rounds).toBe(1);
});

test('a healer that nobody asked does nothing', async () => {
  let rounds = 0;
  const { healer } = startHealer(async () => ++rounds < 0);

  healer.begin();
  await settled();

  expect(rounds).toBe(0);
});

test('rounds follow each other while there is more, and never overlap', async () => {
  let [rounds, running, most] = [0, 0, 0];
  const { healer } = startHealer(async () => {
    most = Math.max(most, ++running);
    await settled();
    running--;
    return ++rounds < 3;
  });
  healer.begin();

  healer.soon();
  await healer.afresh();

  expect([rounds, most]).toEqual([3, 1]);
});

test('whoever waits waits for a round that began after they asked, whenever that was', async () => {
  for (const turns of counted(0, 12)) {
    let now = 0;
    let seen = 0;
    const { healer } = startHealer(async () => {
      const found = now;
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      seen = found;
      return false;
    });
    healer.begin();
    healer.soon();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();

    now = 1;
    await healer.afresh();

    expect([turns, seen]).toEqual([turns, 1]);
  }
});

test('a round that fails is tried again after longer and longer, at most five seconds', async () => {
  let rounds = 0;
  const { healer, clock, meter } = startHealer(async () => {
    rounds++;
    throw new Error('away');
  });
  healer.begin();
  healer.soon();
  await settled();

  const waits: number[] = [];
  while (rounds < 12) {
    const before = rounds;
    let waited = 0;
    for (; rounds === before; waited++) {
      clock.advance(1);
      await settled();
    }
    waits.push(waited);
  }

  expect(waits[0]).toBeLessThanOrEqual(100);
  expect(Math.min(...waits.slice(-4))).toBeGreaterThanOrEqual(2_500);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  expect(meter.of('breakwater_log_errors_total heal')).toBe(rounds);
}, 60_000);

test('whoever waits is told that the round failed', async () => {
  const { healer, clock } = startHealer(() => Promise.reject(new Error('away')));
  healer.begin();

  await expect(healer.afresh()).rejects.toThrow('away');

  expect(clock.waiting).toBe(0);
});

test('a stopped healer begins no round and leaves no timer', async () => {
  let rounds = 0;
  const { healer, clock } = startHealer(async () => {
    rounds++;
    throw new Error('away');
  });
  healer.begin();
  healer.soon();
  await settled();

  healer.stop();
  healer.soon();
  await healer.afresh();
  clock.advance(60_000);
  await settled();

  expect([rounds, clock.waiting]).toEqual([1, 0]);
});
