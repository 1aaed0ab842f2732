import { afterAll, beforeAll } from 'vitest';
import { appSuite } from './app-suite.ts';
import { startEdge } from './edge-process.ts';
import type { RunningPlace } from './place-process.ts';

let edge: RunningPlace;

beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

appSuite({ name: 'workerd', places: () => ({ writer: edge, reader: edge }) });
