import { expect, test } from 'vitest';
import { climb } from './fanout-ladder.ts';
import type { LoadLatency } from './fanout-load.ts';

/** A server that is on time up to a load, and late beyond it. */
function server(most: number) {
  const offered: number[] = [];
  const offer = async (perSecond: number): Promise<LoadLatency> => {
    offered.push(perSecond);
    const p50Ms = perSecond <= most ? 2 : 400;
    return {
      p50Ms,
      p99Ms: p50Ms,
      saidP99Ms: 1,
      generatorP99Ms: 0,
      delivered: 1,
      refused: 0,
      deliveriesPerCpuSecond: 1,
      deliveriesPerStoreSecond: 1,
    };
  };
  return { offer, offered };
}

test('what a server takes is looked for between the last load that it took and the first that it did not', async () => {
  const { offer, offered } = server(500);

  const { loads, sustainedPerSecond } = await climb([50, 200, 800, 3_200], offer);

  expect(offered).toEqual([50, 200, 800, 800, 400, 566, 200]);
  expect(sustainedPerSecond).toBe(400);
  expect(loads.map(({ load }) => load)).toEqual(['50', '200', 'half']);
});

test('a load that was too much once is offered once more', async () => {
  const { offer } = server(1_000);
  let hiccups = 1;
  const stumbling = async (perSecond: number) => {
    const result = await offer(perSecond);
    return perSecond === 200 && hiccups-- > 0 ? { ...result, p50Ms: 400 } : result;
  };

  expect((await climb([50, 200, 800], stumbling)).sustainedPerSecond).toBe(800);
});

test('a server that does not even take the least load has no half of it', async () => {
  const { offer } = server(10);

  expect(await climb([50, 200], offer)).toEqual({ loads: [], sustainedPerSecond: 0 });
});

test('a message that did not come is a load that was not taken', async () => {
  const { offer } = server(1_000);
  const losing = async (perSecond: number) => ({ ...(await offer(perSecond)), delivered: perSecond > 100 ? 0.99 : 1 });

  expect((await climb([50, 200], losing)).sustainedPerSecond).toBe(100);
});
