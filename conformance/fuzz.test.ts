import { expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { FUZZ_ENV, troubleOf } from './fuzz-place.ts';
import { runFuzz } from './fuzz-run.ts';
import { startPod } from './pod-process.ts';

test.each([
  ['pod', startPod, 20_000],
  ['edge', startEdge, 4_000],
] as const)(
  'whatever almost is a frame is answered at the %s, each once, or ends its socket, and breaks nothing',
  async (_name, start, frames) => {
    const place = await start({ env: FUZZ_ENV });
    try {
      const report = await runFuzz(place.url, { frames, seed: 1 });

      expect(report.wrong).toEqual([]);
      expect(await troubleOf(place)).toEqual([]);
      // Both kinds came: the mutations are neither all harmless nor all rubbish.
      for (const answer of ['ack', 'bad-json', 'bad-frame', 'unknown-frame', 'bad-message-id']) {
        expect(report.answers[answer]).toBeGreaterThan(10);
      }
    } finally {
      await place.stop();
    }
  },
  60_000,
);
