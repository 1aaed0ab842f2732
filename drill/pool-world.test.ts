import { expect, test } from 'vitest';
import { type PoolRules, PoolWorld } from './pool-world.ts';
import { VISITS } from './sessions.ts';

const RULES: PoolRules = {
  capacity: 100,
  coldStartSeconds: 90,
  acceptPerSecond: 50,
  handsOver: false,
  handOverPerSecond: 50,
  graceSeconds: 60,
  returnSeconds: 10,
  retrySeconds: 15,
  visits: VISITS,
};

function worldOf(people: number, pods: number, over: Partial<PoolRules> = {}): PoolWorld {
  const world = new PoolWorld({ ...RULES, ...over }, 5);
  world.begin(people, pods);
  return world;
}

/** Everybody, wherever they are. */
const all = (world: PoolWorld) => world.connected + world.refused + world.away;

test('there are always as many people as the trace says, wherever they are', () => {
  const world = worldOf(300, 4);
  world.scale(2, 1, false);

  for (const [step, people] of [300, 310, 200, 290, 50].entries()) {
    world.step((step + 1) * 5, people);
    expect(all(world)).toBeCloseTo(people, 6);
  }
});

test('a pod that drops its people cuts them, and they come back within ten seconds', () => {
  const world = worldOf(200, 4);
  world.scale(3, 1, false);

  const first = world.step(5, 200);
  const rest = [10, 15, 20].map((second) => world.step(second, 200));

  expect(first.cut).toBeCloseTo(50, 0);
  expect(rest.reduce((sum, { reconnects }) => sum + reconnects, first.reconnects)).toBeCloseTo(50, 0);
  expect(world.away).toBe(0);
});

test('a pod that hands over cuts nobody while there is room, and those who find none in time', () => {
  const roomy = worldOf(200, 4, { handsOver: true });
  const tight = worldOf(390, 4, { handsOver: true });
  const lived = [roomy, tight].map((world) => {
    world.scale(3, 1, false);
    let [cut, moved] = [0, 0];
    for (let second = 5; second <= 90; second += 5) {
      const step = world.step(second, second < 10 ? all(world) : all(world) + 1e-9);
      cut += step.cut;
      moved += step.handedOver;
    }
    return { cut, moved };
  });

  expect(lived[0]?.cut).toBe(0);
  expect(lived[0]?.moved).toBeGreaterThan(45);
  expect(lived[1]?.cut).toBeGreaterThan(20);
});

test('a new pod takes people after its start and not before', () => {
  const world = worldOf(200, 2);
  world.scale(3, 1, false);

  world.step(85, 250);
  const before = world.connected;
  world.step(90, 250);
  for (let second = 95; second < 200; second += 5) world.step(second, 250);

  expect(before).toBeCloseTo(200, 6);
  expect(world.connected).toBeGreaterThan(249);
});

test('a shut pod takes nobody and empties as people leave, and can be opened again', () => {
  const world = worldOf(100, 2);
  const [pod] = world.pods;
  world.shut('pod-0');
  for (let second = 5; second <= 1800; second += 5) world.step(second, 100);
  const shut = pod?.count ?? 0;
  world.open('pod-0');
  for (let second = 1805; second <= 3600; second += 5) world.step(second, 100);

  expect(shut).toBeLessThan(30);
  expect(pod?.count).toBeGreaterThan(45);
});
