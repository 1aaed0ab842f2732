import { afterAll, beforeAll } from 'vitest';
import { appSuite } from './app-suite.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';

let pod: RunningPlace;

beforeAll(async () => {
  pod = await startPod();
});
afterAll(() => pod.stop());

appSuite({ name: 'node', places: () => ({ writer: pod, reader: pod }) });
