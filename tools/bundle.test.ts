import { expect, test } from 'vitest';
import { weighBundle } from './bundle.ts';

test('the Worker bundles as a deployment would, and has less than 200 KB gzipped', () => {
  const bytes = weighBundle();

  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(200 * 1024);
}, 120_000);
