import { expect, test } from 'vitest';
import { ClockVirtual, NO_METER } from '#chat';
import { Rebalancer, ROUND_MS } from './rebalancer.ts';

/** A pod with so many sockets among others; the board is one that each told an answer. */
function scene(own: { load: number | undefined }, others: () => readonly number[], sheds = true) {
  const clock = new ClockVirtual();
  const told: Array<number | undefined> = [];
  const invited: number[] = [];
  const rebalancer = new Rebalancer({
    process: 'pod',
    board: {
      tell: async (_process, load) => {
        told.push(load);
        return others();
      },
    },
    load: () => own.load,
    invite: (count) => invited.push(count),
    sheds,
    roundMs: ROUND_MS,
    clock,
    meter: NO_METER,
  });
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(ROUND_MS * 1.1);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, told, invited, rebalancer, rounds };
}

test('it sheds round by round for as long as it is the crowded one', async () => {
  const own = { load: 1_000 };
  const { invited, rounds, rebalancer } = scene(own, () => [0]);

  await rounds(2);
  own.load = 0;
  await rounds(2);

  expect(invited).toEqual([50, 50, 50]);
  await rebalancer.stop();
});

test('one that is told not to tells the others how crowded it is, and asks nobody to move', async () => {
  const { invited, told, rounds, rebalancer } = scene({ load: 1_000 }, () => [0], false);

  await rounds(3);

  expect([told, invited]).toEqual([[1_000, 1_000, 1_000, 1_000], []]);
  await rebalancer.stop();
});

test('with the board away nobody is asked to move, and it goes on when the board is back', async () => {
  let away = true;
  const board = () => {
    if (away) throw new Error('Redis is away');
    return [0];
  };
  const { invited, rounds, rebalancer } = scene({ load: 1_000 }, board);

  await rounds(3);
  const early = invited.length;
  away = false;
  await rounds(1);

  expect([early, invited]).toEqual([0, [50]]);
  await rebalancer.stop();
});

test('it is counted no more once it stops, or lets nobody in, and leaves no timer', async () => {
  const own: { load: number | undefined } = { load: 5 };
  const { told, rounds, rebalancer, clock } = scene(own, () => []);
  await rounds(1);
  own.load = undefined;
  await rounds(1);

  await rebalancer.stop();

  expect(told).toEqual([5, 5, undefined, undefined]);
  expect(clock.waiting).toBe(0);
});
