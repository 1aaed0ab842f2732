import { expect, test } from 'vitest';
import { Drill } from './drill-run.ts';
import type { Trace } from './trace.ts';

/** A wave in two hours, for three days. */
const WAVES: Trace = {
  name: 'waves',
  origin: 'a test',
  startAt: Date.UTC(2026, 0, 5),
  stepSeconds: 60,
  people: Float64Array.from({ length: 3 * 1440 }, (_, minute) => 34 - 22 * Math.cos((minute / 120) * 2 * Math.PI)),
};

test('pods come and go with people, through the real scaler, and nobody misses a word', async () => {
  const told: string[] = [];
  const never = new AbortController().signal;
  const drill = new Drill(
    {
      trace: WAVES,
      peak: 56,
      fromSecond: 60 * 3600 + 25 * 60,
      seconds: 100 * 60,
      speed: 120,
      capacity: 20,
      minReplicas: 1,
      maxReplicas: 4,
      coldStartSeconds: 180,
      messagesPerSecond: 20,
      roomSize: 8,
      seed: 1,
      deeds: [],
    },
    { tell: (sentence) => told.push(sentence), sample: () => {} },
  );

  const result = await drill.run(never, never);

  expect(result?.verdict).toMatchObject({ lost: 0, doubled: 0, reordered: 0, other: 0, gaps: 0, examples: [] });
  expect(result?.verdict).toMatchObject({ troubles: [] });
  expect(result?.verdict.accepted).toBeGreaterThan(200);
  const wanted = result?.samples.map(({ desired }) => desired) ?? [];
  const steps = wanted.map((count, index) => count - (wanted[index - 1] ?? count));
  expect(Math.max(...steps)).toBeGreaterThan(0);
  expect(Math.min(...steps)).toBeLessThan(0);
  expect(result?.verdict.handedOver).toBeGreaterThan(0);
}, 150_000);
