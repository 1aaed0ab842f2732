import { afterEach, expect, test } from 'vitest';
import { type RunningPlace, startPod } from '#conformance';
import { smoke } from './smoke.ts';

let pod: RunningPlace | undefined;

afterEach(async () => {
  await pod?.stop();
  pod = undefined;
});

test('a place that works passes, and says what was seen', async () => {
  pod = await startPod();
  const lines: string[] = [];

  await smoke(pod.url, (line) => lines.push(line));

  expect(lines).toEqual([
    '/health is well',
    '/ready is well',
    'what one says reaches the other',
    'who comes later finds it',
  ]);
});

test('a place that lets no guests in does not pass', async () => {
  pod = await startPod({ env: { GUESTS: 'false' } });

  await expect(smoke(pod.url, () => {})).rejects.toThrow('POST /api/guests was answered 404');
});
