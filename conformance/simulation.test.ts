import { expect, test } from 'vitest';
import { parseSimulationPlan } from './simulate-rooms-plan.ts';
import { simulateRoom } from './simulation.ts';
import { PLANTS, type Plant } from './simulation-store.ts';

const SCHEDULES = 5_000;
/** A planted fault is found within so many. */
const ENOUGH = 2_000;

async function firstFailed(most: number, plant?: Plant) {
  for (let seed = 1; seed <= most; seed++) {
    const simulated = await simulateRoom(seed, plant);
    if (simulated.faults.length > 0) return simulated;
  }
  return undefined;
}

test('rooms, their log and their clients go through thousands of schedules, and nobody loses anything without a word', async () => {
  expect(await firstFailed(SCHEDULES)).toBeUndefined();
}, 120_000);

test.each(Object.keys(PLANTS) as Plant[])(
  'the planted fault "%s" is found, and its seed shows it again',
  async (plant) => {
    const found = await firstFailed(ENOUGH, plant);

    expect(found?.faults.length).toBeGreaterThan(0);
    expect(await simulateRoom(found?.seed ?? 0, plant)).toEqual(found);
  },
  60_000,
);

test.each([
  [['--schedules', 'all'], '--schedules is "all", must be a whole number from 1 to 10000000'],
  [['--plant', 'roses'], '--plant is "roses", must be one of from-dollar, raw-id'],
])('%j is told for what it is', (args, sentence) => {
  expect(() => parseSimulationPlan(args)).toThrow(sentence);
});
